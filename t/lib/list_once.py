# SPDX-License-Identifier: GPL-2.0-or-later
#
# list_once.py CONFIGURATION <MESSAGE
#
# GNU Mailman 3 without its daemons: what its LMTP server puts into the queue is taken from
# standard input, and the runners do one round each. The list, with one member, is made with
# the first message.
#
# Does not: moderate.

import sys
from email import message_from_binary_file

from mailman.core.initialize import initialize

initialize(sys.argv[1])

from mailman.app.inject import inject_message
from mailman.app.lifecycle import create_list
from mailman.database.transaction import transaction
from mailman.email.message import Message
from mailman.interfaces.action import Action
from mailman.interfaces.domain import IDomainManager
from mailman.interfaces.listmanager import IListManager
from mailman.interfaces.usermanager import IUserManager
from mailman.runners.incoming import IncomingRunner
from mailman.runners.outgoing import OutgoingRunner
from mailman.runners.pipeline import PipelineRunner
from zope.component import getUtility

LIST = 'mailman@ours.example'
MEMBER = 'gone@reporter.example'


def make_list():
    getUtility(IDomainManager).add('ours.example')
    made = create_list(LIST)
    made.default_nonmember_action = Action.accept
    address = next(iter(getUtility(IUserManager).make_user(MEMBER).addresses))
    address.verified_on = address.registered_on
    made.subscribe(address)
    return made


with transaction():
    mlist = getUtility(IListManager).get(LIST) or make_list()
inject_message(mlist, message_from_binary_file(sys.stdin.buffer, Message))
for queue, runner in (('in', IncomingRunner), ('pipeline', PipelineRunner), ('out', OutgoingRunner)):
    while runner(queue)._one_iteration():
        pass
