/* Tests of local_scan/core/report.c and clues.c: what kind of message is it? */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "reports.h"

#include <string.h>

/* A header that begins an ordinary message, and one of a daemon. */
#define ANN          "Return-Path: <ann@example.org>\nFrom: Ann <ann@example.org>\n"
#define NULLS        "Return-Path: <>\nFrom: noreply@example.net\n"
#define LIST         "List-Id: <talk.example.org>\nPrecedence: list\n"
#define REPORT(type) "Content-Type: multipart/report; report-type=" type "; boundary=B\n"

static const struct row {
    const char *name;
    enum bs_kind kind;
    const char *in;
} rows[] = {
    /* Parts made for machines */
    {"a DSN", BS_KIND_DSN,
     DAEMON REPORT("delivery-status") "\n" PART("text/plain") "x\n" PART(
         "message/delivery-status") "Action: failed\n" RETURNED},
    {"a DSN without report-type", BS_KIND_DSN,
     ANN "Content-Type: multipart/report; boundary=B\n\n" PART("message/delivery-status") "x\n"},
    {"a DSN cut before its status", BS_KIND_DSN,
     ANN REPORT("delivery-status") "\n" PART("text/plain") "x\n"},
    {"a DSN in multipart/mixed", BS_KIND_DSN,
     DAEMON MULTI "\n" PART("message/delivery-status") "x\n" RETURNED},
    {"a delivery status alone", BS_KIND_DSN,
     ANN "Content-Type: message/delivery-status\n\nAction: failed\n"},
    {"a DSN that a list passed on", BS_KIND_DSN,
     "From: MAILER-DAEMON@mx.example.net\n" LIST REPORT("delivery-status") "\n" PART(
         "message/delivery-status") "x\n"},
    {"an ARF report", BS_KIND_ARF,
     ANN REPORT("feedback-report") "\n" PART("message/feedback-report") "x\n" RETURNED},
    {"an MDN", BS_KIND_MDN,
     ANN REPORT("disposition-notification") "\n" PART("message/disposition-notification") "x\n"},
    {"a TLS report is none of ours", BS_KIND_ORDINARY,
     ANN REPORT("tlsrpt") "\n" PART("text/plain") "x\n" PART("application/tlsrpt+gzip") "x\n"},
    {"a status that somebody forwards", BS_KIND_ORDINARY,
     POST "Subject: Fwd: Undelivered Mail\n" MULTI
          "\n" PART("text/plain") "See below\n" PART("message/delivery-status") "x\n"},

    /* Bounces in words */
    {"qmail", BS_KIND_BOUNCE,
     DAEMON "Subject: failure notice\n\nHi. This is the qmail-send program at example.net.\n"},
    {"Exim without a Return-Path", BS_KIND_BOUNCE,
     "From: Mail Delivery System <Mailer-Daemon@mx.example.net>\nX-Failed-Recipients: a@b.example\n"
     "Subject: Mail delivery failed: returning message to sender\n\n"
     "This message was created automatically by mail delivery software.\n"},
    {"Exim's own null sender and auto-replied", BS_KIND_BOUNCE,
     DAEMON "Auto-Submitted: auto-replied\nSubject: Warning: message 1 delayed 24 hours\n\nx\n"},
    {"Sendmail's Return-Path for the null sender", BS_KIND_BOUNCE,
     "Return-Path: <MAILER-DAEMON@mx.example.net>\nFrom: postmaster@mx.example.net\n"
     "Subject: Undeliverable: hello\n\nx\n"},
    {"Exchange", BS_KIND_BOUNCE,
     POST "Subject: hello\n\nYour message did not reach some or all of the intended recipients.\n"},
    {"words over a line end", BS_KIND_BOUNCE,
     POST "Subject: hello\n\nYour message did not\r\n  reach some or all recipients.\n"},
    {"a localised postmaster, Latin 1", BS_KIND_BOUNCE,
     POST "Subject: hello\n\nFehler bei der Nachrichtenzustellung an folgende Empf\xe4nger\n"},
    {"a localised postmaster, HTML", BS_KIND_BOUNCE,
     POST "Subject: =?utf-8?q?Unzustellbar=3A_hallo?=\nContent-Type: text/html\n\n"
          "<p>Diagnoseinformationen f&uuml;r Administratoren:</p>"},
    {"a capital of another alphabet", BS_KIND_BOUNCE,
     POST "Subject: x\n\n\xc3\x89"
          "chec de la remise pour ces destinataires\n"},
    {"in base64", BS_KIND_BOUNCE,
     POST "Subject: x\nContent-Transfer-Encoding: base64\nContent-Type: text/plain\n\n"
          "VGhpcyBpcyB0aGUgbWFpbCBzeXN0ZW0gYXQgaG9zdCBteC4=\n"},
    {"daemon with a text in no language we know", BS_KIND_BOUNCE,
     "From: MAILER-DAEMON@example.net\n" MULTI "\n" PART("text/plain") "\xb1\xb2\xb3\n" RETURNED},
    {"daemon with a recipient", BS_KIND_BOUNCE,
     "From: MAILER-DAEMON@example.net\nSubject: \xb1\xb2\n\n\xb1\xb2\n\n<a@b.example>:\n\xb1\n"},
    {"daemon with a reply of SMTP", BS_KIND_BOUNCE,
     "From: MAILER-DAEMON@example.net\nSubject: x\n\nhost said: 550 5.1.1 nobody\n"},
    {"no sender's sign, but subject and opening", BS_KIND_BOUNCE,
     ANN "Subject: Delivery failure\n\nYour message could not be delivered to:\n a@b.example\n"},
    {"a Japanese subject in ISO-2022-JP", BS_KIND_BOUNCE,
     "From: no-reply@example.net\nSubject: =?ISO-2022-JP?B?GyRCJWEhPCVrJSglaSE8GyhC?=\n" MULTI
     "\n" PART("text/plain") "Could not be delivered to: a@b.example\n" RETURNED},
    {"a broken multipart is read as text", BS_KIND_BOUNCE,
     POST "Subject: x\n" MULTI "\nThis is the mail system at host mx.example.net.\n"},

    /* Structure, when no word is known */
    {"null sender and a header in the text", BS_KIND_BOUNCE,
     "Return-Path: <>\nFrom: a@example.net\nSubject: x\n\nNi chyrhaeddodd.\n\n" HEADER},
    {"in HTML", BS_KIND_BOUNCE,
     "Return-Path: <>\nFrom: a@example.net\nContent-Type: text/html\n\n<pre>" HEADER "</pre>"},
    {"quoted, a person put it there", BS_KIND_ORDINARY,
     "Return-Path: <>\nFrom: a@example.net\nSubject: x\n\nNi.\n\n> Received: from a by b\n"
     "> From: c@d.example\n> Subject: x\n> Message-ID: <1@d.example>\n"},
    {"a person sends a header", BS_KIND_ORDINARY, ANN "Subject: x\n\nSee:\n\n" HEADER},
    {"postmaster, null sender and an address", BS_KIND_BOUNCE,
     "Return-Path: <>\nFrom: postmaster@example.net\nSubject: x\n\nNi: a@b.example\n"},
    {"null sender, an SMTP reply and an address", BS_KIND_BOUNCE,
     "Return-Path: <>\nFrom: noreply@example.net\nSubject: x\n\nNi: a@b.example\n550 5.1.1 x\n"},
    {"… with an answer's fields", BS_KIND_BOUNCE,
     "Return-Path: <>\nFrom: noreply@example.net\nIn-Reply-To: <1@b.example>\nSubject: x\n\n"
     "Ni: a@b.example\n550 5.1.1 x\n"},
    {"… which asks not to be answered", BS_KIND_BOUNCE,
     "Return-Path: <>\nFrom: noreply@example.net\nSubject: Undeliverable: x\n\nNi: a@b.example\n"
     "This is an automatic message, please do not reply.\n"},
    {"… in an automatic reply", BS_KIND_AUTOREPLY,
     "Return-Path: <>\nFrom: a@example.net\nAuto-Submitted: auto-replied\nSubject: x\n\n"
     "Ni.\n\na@b.example: 550 5.1.1 x\n"},
    {"… an SMTP reply alone", BS_KIND_ORDINARY,
     "Return-Path: <>\nFrom: noreply@example.net\nSubject: Queue\n\n550 5.1.1 x: 7 times\n"},
    {"… a number with a decimal point", BS_KIND_ORDINARY,
     "Return-Path: <>\nFrom: noreply@example.net\nSubject: Meter 7\n\na@b.example: 450 4.2 kWh\n"},
    {"… in an answer", BS_KIND_ORDINARY,
     "Return-Path: <>\nFrom: a@example.net\nSubject: Re: x\n\na@b.example says 550 5.1.1 x\n"},
    {"null sender, a bounce's subject and an address", BS_KIND_BOUNCE,
     "Return-Path: <>\nFrom: noreply@example.net\nSubject: Undeliverable: x\n\nNi: a@b.example\n"},
    {"a provider's own words", BS_KIND_BOUNCE,
     "Return-Path: <>\nFrom: noreply@example.net\nSubject: Chyba při doručování\n\nNi: a@b.example\n"},
    {"… and in Japanese", BS_KIND_BOUNCE,
     "Return-Path: <>\nFrom: noreply@example.net\nSubject: メールが届きませんでした\n\na@b.example\n"},
    {"in one sentence that a message to an address failed", BS_KIND_BOUNCE,
     NULLS "Subject: Hallo\n\nIhre Nachricht an a@b.example\nkonnte nicht zugestellt werden.\n"},
    {"… in two", BS_KIND_ORDINARY,
     NULLS "Subject: Hallo\n\nNachricht von a@b.example.\nEs konnte nicht zugestellt werden.\n"},
    {"… which a person also writes", BS_KIND_ORDINARY,
     ANN "Subject: Votre message n'a pas été lu\n\nJ'ai écrit à a@b.example.\n"},
    {"words in KOI8-R", BS_KIND_BOUNCE,
     "Return-Path: <>\nFrom: postmaster@example.net\nSubject: =?koi8-r?b?7sUgxM/T1MHXzMXOzw==?=\n"
     "Content-Type: text/plain; charset=koi8-r\n\n\xee\xc5 \xc4\xcf\xd3\xd4\xc1\xd7\xcc\xc5\xce\n"},
    {"a raw subject in the charset of the text", BS_KIND_BOUNCE,
     "Return-Path: <>\nContent-Type: text/plain; charset=windows-1251\nFrom: "
     "postmaster@example.net\n"
     "Subject: \xed\xe5\xe4\xee\xf1\xf2\xe0\xe2\xeb\xe5\xed\xee\n\nx\n"},
    {"a raw subject beside a text that says that it is UTF-16", BS_KIND_BOUNCE,
     "Return-Path: <>\nContent-Type: text/plain; charset=utf-16\nFrom: postmaster@example.net\n"
     "Subject: Mail delivery failed: \xe9\n\nx\n"},
    {"a bounce without a Date, its subject in raw Latin-1", BS_KIND_BOUNCE,
     DAEMON "Subject: Unzustellbar: Gr\xfc\xdf"
            "e\n\nuser unknown\n"},

    /* Copies and complaints */
    {"a journal", BS_KIND_ORDINARY,
     "Return-Path: <>\nFrom: " EXCHANGE "X-MS-Journal-Report:\n" MULTI
     "\n" PART("text/plain") "Sender: a@b.example\n" RETURNED},
    {"a journal without its fields", BS_KIND_ORDINARY,
     "Return-Path: <>\nFrom: " EXCHANGE MULTI
     "\n" PART("text/plain") "Sender: a@b.example\nMessage-Id: <1@b.example>\n" RETURNED},
    {"a journal of an MTA's bounce is a bounce", BS_KIND_BOUNCE,
     DAEMON MULTI "\n" PART("text/plain") "Sender: a@b.example\nuser unknown\n" RETURNED},
    {"Exchange asks for approval", BS_KIND_ORDINARY,
     "Return-Path: <>\nFrom: " EXCHANGE "Subject: Approval requested\n\nPlease approve.\n"},
    {"X-ARF", BS_KIND_ARF,
     ANN "X-ARF: YES\nSubject: x\n" MULTI "\n" PART("text/plain") "x\n" RETURNED},
    {"X-ARF without its field", BS_KIND_ARF,
     POST MULTI "\n" PART("text/plain") "x\n" PART(
         "text/plain") "Reported-From: a@b.example\nReport-Type: spam\n" RETURNED},
    {"JMRP", BS_KIND_ARF,
     ANN "Subject: complaint about message from 192.0.2.1\n" MULTI "\n" RETURNED},
    {"RFC 5965 without multipart/report", BS_KIND_ARF,
     ANN "Subject: Email feedback report\n" MULTI "\n" PART("message/feedback-report") "x\n"},
    {"a person complains", BS_KIND_ORDINARY,
     ANN "Subject: complaint about message from Bob\n\nHe shouted.\n"},
    {"parts are not read as one text", BS_KIND_ORDINARY,
     "Return-Path: <>\nFrom: a@example.net\nSubject: x\n" MULTI
     "\n" PART("application/pdf") "This is the mail system at host mx.\n--B--\n"},

    /* Ordinary, though it looks like a bounce */
    {"a letter", BS_KIND_ORDINARY, ANN "Subject: hello\n\nhello\n"},
    {"nothing", BS_KIND_ORDINARY, ""},
    {"somebody forwards a bounce", BS_KIND_ORDINARY,
     ANN "Subject: Fwd: Mail delivery failed\n\nThis message was created automatically by mail\n"},
    {"… in Chinese", BS_KIND_ORDINARY,
     POST "Subject: 轉寄: 退信\n\nThis message was created automatically by mail\n"},
    {"somebody asks about a bounce", BS_KIND_ORDINARY,
     ANN
     "Subject: Mail delivery failed: why?\n\nDear all,\n\nI got this today.\n\nWhat is it?\n\n"
     "Thank you,\nAnn\n\n> This message was created automatically by mail delivery software.\n"},
    {"a list talks about a bounce", BS_KIND_ORDINARY,
     ANN LIST "Subject: failure notice\n\nHi. This is the qmail-send program at example.net.\n"},
    {"a postmaster is a person", BS_KIND_ORDINARY, POST "Subject: Meeting\n\nAt ten, as usual.\n"},
    {"a postmaster answers", BS_KIND_ORDINARY,
     POST "Subject: Re: Undeliverable\n\nI have looked at it.\n\n> 550 5.1.1 user unknown\n"},
    {"a number makes a person of a daemon", BS_KIND_ORDINARY,
     "From: mailer-daemon13@example.net\nSubject: x\n\nuser unknown\n"},
    {"addresses with daemon in them", BS_KIND_ORDINARY,
     "From: bugzilla-daemon@example.net\nSubject: [Bug 1] x\n\nuser unknown\n"},
    {"a cron mail", BS_KIND_ORDINARY,
     "Return-Path: <root@example.net>\nFrom: root@example.net (Cron Daemon)\n"
     "Auto-Submitted: auto-generated\nSubject: Cron <root@a> x\n\n550 5.1.1 user unknown\n"},
    {"a ticket with the null sender", BS_KIND_ORDINARY,
     "Return-Path: <>\nFrom: Help <help@example.net>\nSubject: [Ticket#1] hello\n\nWe work on "
     "it.\n"},
    {"a newsletter", BS_KIND_ORDINARY,
     ANN "Auto-Submitted: auto-generated\nPrecedence: bulk\nSubject: News\n\nout of office\n"},
    {"spam dressed up as a daemon", BS_KIND_ORDINARY,
     "Return-Path: <x@example.com>\nFrom: Mail Delivery System <x@example.com>\n"
     "Subject: Undelivered Mail\nContent-Type: text/html\n\n<p>Your mailbox needs you.</p>"},
    {"spam about a parcel", BS_KIND_ORDINARY,
     ANN "Subject: Delivery failure\n\nYour parcel could not be delivered.\n"},
    {"… and in plain text", BS_KIND_ORDINARY,
     "Return-Path: <x@example.com>\nFrom: Mail Delivery System <x@example.com>\n"
     "Subject: Undelivered Mail\n\n7 messages to you could not be delivered.\n"},
    {"… with another envelope", BS_KIND_ORDINARY,
     "Return-Path: <b-12@example.org>\nFrom: Mail Delivery System <x@example.com>\n"
     "Subject: Undelivered Mail\n\nYour message to a@b.example could not be delivered.\n"},
    {"a person shows a bounce, under its subject", BS_KIND_ORDINARY,
     ANN "Subject: Mail delivery failed\n\nDear Bob,\n\nthis came back.\n\n"
         "This message was created automatically by mail delivery software.\n"},
    {"a postmaster shows a bounce in an answer", BS_KIND_ORDINARY,
     POST
     "Subject: Re: hello\n\nSee below.\n\nThis message was created automatically by mail\n"},
    {"a gateway answers, its envelope is not known", BS_KIND_BOUNCE,
     "From: post_master@example.net\nSubject: Re:hello\n\nError message below:\n550 no user\n"},
    {"a carrier with the null sender", BS_KIND_ORDINARY,
     NULLS "Subject: Delivery failed\n\nYour parcel could not be delivered. Ask a@b.example.\n"},
    {"a bounce of a carrier's mail", BS_KIND_BOUNCE,
     NULLS "Subject: Undeliverable: your parcel\n\na@b.example: 550 5.1.1 user unknown\n"},
    {"an old read receipt", BS_KIND_ORDINARY,
     ANN "Subject: Read: hello\nContent-Type: application/ms-tnef\n\nx\n"},

    /* Automatic replies */
    {"RFC 3834", BS_KIND_AUTOREPLY,
     ANN "Auto-Submitted: auto-replied\nSubject: Re: hello\n\nI am away.\n"},
    {"an autoresponder's field", BS_KIND_AUTOREPLY,
     ANN "Precedence: auto_reply\nSubject: x\n\nThank you.\n"},
    {"Exchange's out of office", BS_KIND_AUTOREPLY,
     "Return-Path: <>\nFrom: ann@example.org\nSubject: Automatic reply: hello\n\nBack soon.\n"},
    {"in brackets, suppressing more of it", BS_KIND_AUTOREPLY,
     ANN "X-Auto-Response-Suppress: All\nSubject: [Abwesenheitsnotiz] hallo\n\nBis bald.\n"},
    {"that quotes a bounce", BS_KIND_AUTOREPLY,
     "Return-Path: <>\nFrom: ann@example.org\nX-Autoreply: yes\nSubject: Out of office\n\n"
     "Away.\n\nThis message was created automatically by mail delivery software.\n"},
    {"by a rule of a mailbox, in any language", BS_KIND_AUTOREPLY,
     "Return-Path: <>\nFrom: ann@example.org\nX-MS-Exchange-Inbox-Rules-Loop: ann@example.org\n"
     "Subject: Jibu: x\n\nNipo likizo.\n"},
    {"a subject that only programs write", BS_KIND_AUTOREPLY,
     ANN "Subject: =?utf-8?b?16rXqdeV15HXlCDXkNeV15jXldee15jXmdeqOiB4?=\n\nx\n"},
    {"… in Malayalam", BS_KIND_AUTOREPLY, NULLS "Subject: യാന്ത്രിക മറുപടി: x\n\nx\n"},
    {"behind a mark of direction", BS_KIND_AUTOREPLY,
     ANN "Subject: \xe2\x80\x8f"
         "רד תלקאי: x\n"
         "Auto-Submitted: auto-replied\n\nx\n"},
    {"no machine field: subject, absence and thanks", BS_KIND_AUTOREPLY,
     ANN "Subject: Out of office\n\nThank you for your mail. I am out of the office.\n"},
    {"no machine field: an answer", BS_KIND_AUTOREPLY,
     ANN "In-Reply-To: <1@b.example>\nSubject: Abwesenheit\n\nIch bin im Urlaub.\n"},
    {"Sieve's subject and the null sender", BS_KIND_AUTOREPLY,
     "Return-Path: <>\nFrom: ann@example.org\nSubject: Auto: hello\n\nx\n"},
    {"a ticket with words of receipt", BS_KIND_AUTOREPLY,
     "Return-Path: <>\nFrom: help@example.net\nSubject: [Ticket#1] hello\n\nThank you for your "
     "message. It has been received.\n"},
    {"an answer's fields and the null sender", BS_KIND_AUTOREPLY,
     "Return-Path: <>\nFrom: ann@example.org\nIn-Reply-To: <1@b.example>\nSubject: x\n\nx\n"},
    {"List-Id of an alias, the author's envelope", BS_KIND_AUTOREPLY,
     ANN "List-Id: <a.example.org>\nAuto-Submitted: auto-replied\nSubject: Re: hello\n\nx\n"},
    {"List-Id and the envelope of a list", BS_KIND_ORDINARY,
     "Return-Path: <talk-bounces@example.org>\nFrom: ann@example.org\nList-Id: <talk.example.org>\n"
     "Auto-Submitted: auto-replied\nSubject: Re: hello\n\nx\n"},
    {"List-Unsubscribe of a helpdesk, the null sender", BS_KIND_AUTOREPLY,
     "Return-Path: <>\nFrom: help@example.net\nList-Unsubscribe: <https://example.net/u>\n"
     "Auto-Submitted: auto-replied\nSubject: Re: hello\n\nx\n"},
    {"qmail's autoresponder", BS_KIND_AUTOREPLY,
     ANN "Delivered-To: Autoresponder\nSubject: Re: hello\n\nx\n"},
    {"mail to a user with such a name", BS_KIND_ORDINARY,
     ANN "Delivered-To: autoresponder@ours.example\nSubject: hello\n\nx\n"},
    {"a comment before the keyword of RFC 3834", BS_KIND_AUTOREPLY,
     ANN "Auto-Submitted: (vacation) auto-replied\nSubject: hello\n\nx\n"},
    {"a subject that is nothing but a program's words", BS_KIND_AUTOREPLY,
     ANN "Subject: Auto reply\n\nI am in a meeting.\n"},
    {"a program's words in a language without words of absence", BS_KIND_AUTOREPLY,
     ANN "Subject: Përgjigje automatike: hello\n\nx\n"},
    {"Notes in German", BS_KIND_AUTOREPLY,
     ANN "Subject: AUTO: Ann ist außer Haus\n\nIch kehre zurück am 23.11.\n"
         "Hinweis: Dies ist eine automatische Antwort auf Ihre Nachricht.\n"},
    {"Zendesk", BS_KIND_AUTOREPLY,
     ANN
     "Auto-Submitted: auto-generated\nSubject: [Request received] hello\n\n##- Please type your "
     "reply above this line -##\n\nYour request (12) has been received.\n"},
    {"an order has a number too", BS_KIND_ORDINARY,
     ANN "Auto-Submitted: auto-generated\nSubject: Order confirmation #4711\n\nThank you for your "
         "order. It has been received and will be shipped.\n"},
    {"the null sender, in Afrikaans", BS_KIND_AUTOREPLY,
     NULLS "Subject: x\n\nGoeiedag, ek is met verlof.\n"},
    {"… Russian in Latin letters", BS_KIND_AUTOREPLY,
     NULLS "Subject: x\n\nYa v otpuske.\n"},
    {"thanks for a message, and the null sender", BS_KIND_AUTOREPLY,
     NULLS "Subject: hello\n\nThank you for your message.\n"},
    {"an automatic reply that says so, with the null sender", BS_KIND_AUTOREPLY,
     NULLS "Subject: hello\n\nThis is an automatic reply.\n"},
    {"an order, by a shop with the null sender", BS_KIND_ORDINARY,
     NULLS "Subject: Thank you\n\nThank you for your order. It has been received. This mail was "
           "automatically generated.\n"},
    {"a password, by a site with the null sender", BS_KIND_ORDINARY,
     NULLS "Subject: Reset your password\n\nWe have received your request. This is an automatic "
           "message.\n"},
    {"a helpdesk's person", BS_KIND_ORDINARY,
     ANN "Precedence: bulk\nRT-Ticket: a #1\nSubject: [a #1] hello\n\nThank you for your "
         "patience, we will get back to you.\n"},
    {"an absence told by a person, with thanks", BS_KIND_ORDINARY,
     ANN "Subject: Out of office next week\n\nI am on vacation. Thanks for your patience.\n"},
    {"an absence told by a person", BS_KIND_ORDINARY,
     ANN "Subject: Out of office\n\nI am out of the office tomorrow.\n"},

    /* Challenges and notices */
    {"a challenge", BS_KIND_CHALLENGE,
     "Return-Path: <>\nFrom: ann@example.org\nSubject: Please confirm your message\n\n"
     "Your message is being held until you confirm that you sent it.\n"},
    {"a challenge of a product", BS_KIND_CHALLENGE,
     ANN "X-Boxtrapper: x\nPrecedence: auto_reply\nSubject: x\n\nPlease answer.\n"},
    {"a challenge of UOL", BS_KIND_CHALLENGE,
     ANN
     "Subject: Confirmação - AntiSpam UOL\n\nPara que sua mensagem seja encaminhada, clique.\n"},
    {"a challenge in German", BS_KIND_CHALLENGE,
     "Return-Path: <>\nFrom: ann@example.org\nSubject: hallo\n\nIhre Nachricht wird "
     "zurückgehalten, bis "
     "Sie bestätigen, dass Sie sie gesendet haben.\n"},
    {"a challenge in Spanish", BS_KIND_CHALLENGE,
     NULLS "Subject: hola\n\nSu mensaje está retenido. Confirme que usted lo envió.\n"},
    {"a subscription to confirm", BS_KIND_ORDINARY,
     "From: talk-request@example.org\nPrecedence: bulk\nSubject: confirm 1234\n\n"
     "Simply reply to this message.\n"},
    {"an address to confirm", BS_KIND_ORDINARY,
     NULLS "Subject: Verify it\n\nTo complete the verification process, click here.\n"},
    {"a digest of a quarantine", BS_KIND_ORDINARY,
     NULLS "Subject: Your quarantine\n\nFrom: a@b.example\nTo release this message, click.\n"},
    {"a person warns of a virus", BS_KIND_ORDINARY,
     ANN "Subject: Virus alert\n\nThe message from Bob contains a virus.\n"},
    {"a virus notice", BS_KIND_NOTICE,
     POST "Subject: Virus Alert\n\nThe mail that you sent contained a virus.\n"},
    {"a virus notice to a list", BS_KIND_ORDINARY,
     ANN LIST "Subject: Virus alert\n\nThis mail contained a virus, take care.\n"},
    {"scareware", BS_KIND_ORDINARY,
     "Return-Path: <>\nFrom: a@example.net\nSubject: Virus alert\n\nYour computer is infected with "
     "5 viruses. Click here.\n"},
    {"a notice that returns the message", BS_KIND_NOTICE,
     "Return-Path: <>\nFrom: a@example.net\nSubject: Virus alert\nContent-Type: multipart/mixed; "
     "boundary=B\n\n" PART("text/plain") "Eicar\n" RETURNED},
    {"a footer", BS_KIND_ORDINARY, ANN "Subject: x\n\nhello\n-- \nNo virus found in this mail.\n"},
};

static bool
suspected(struct bs_span in)
{
    struct bs_message message;
    struct bs_suspect suspect;
    struct bs_field field;

    bs_message_split(&message, in);
    bs_suspect_start(&suspect, &message, NULL);
    struct bs_fields it = bs_fields_of(message.header);
    while (bs_fields_next(&it, &field) == 1)
        bs_suspect_field(&suspect, &field);
    return bs_suspect_is(&suspect);
}

static void
kind_test(void **state)
{
    const struct row *row = *state;
    struct bs_report got = recognise(bs_span_text(row->in));

    assert_string_equal(bs_kind_name(got.kind), bs_kind_name(row->kind));
    assert_true((got.clue != NULL) == (got.kind != BS_KIND_ORDINARY));
    assert_true(got.kind == BS_KIND_ORDINARY || suspected(bs_span_text(row->in)));
}

/* The kind does not depend on how lines end. */
static void
line_end_test(void **state)
{
    static const char *const ends[] = {"\r\n", "\r"};
    const struct row *row = *state;
    char in[4096];
    size_t i, end;

    for (end = 0; end < 2; end++) {
        size_t n = 0;

        for (i = 0; row->in[i]; i++) {
            const char *octets = ends[end];

            if (row->in[i] == '\r' || row->in[i] != '\n') {
                in[n++] = row->in[i];
                n -= row->in[i] == '\r';
                continue;
            }
            while (*octets)
                in[n++] = *octets++;
        }
        assert_int_equal(recognise(bs_span_of(in, n)).kind, row->kind);
    }
}

static void
recognise_only(struct bs_span in)
{
    recognise(in);
}

static void
cuts_test(void **state)
{
    const struct row *row = *state;

    bs_at_every_cut(bs_span_text(row->in), recognise_only);
}

static const struct suspect_row {
    const char *name;
    bool want;
    const char *in;
} suspects[] = {
    {"a person", false, ANN "Subject: hello\n\n"},
    {"an unknown sender", false, "Subject: hello\n\n"},
    {"the null sender", true, "Return-Path: <>\n\n"},
    {"mailer-daemon with a key", true, "From: <Mailer-Daemon+1@example.net>\n\n"},
    {"an empty From", true, "From: <>\n\n"},
    {"Exchange's mailbox", true,
     "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@a.example>\n\n"},
    {"a folded, encoded name", true,
     "From: =?utf-8?q?Mail_Delivery?=\n =?utf-8?q?_System?= <a@b>\n\n"},
    {"a subject behind tags", true, ANN "Subject: [talk] *****SPAM***** Undeliverable: x\n\n"},
    {"a subject on a list", false, ANN LIST "Subject: Undeliverable: x\n\n"},
    {"an answer to a subject", false, ANN "Subject: Re: Undeliverable: x\n\n"},
    {"an absence, for its text", true, ANN "Subject: Out of office\n\n"},
    {"auto-generated alone", false, ANN "Auto-Submitted: auto-generated\n\n"},
    {"bulk alone", false, ANN "Precedence: bulk\n\n"},
    {"suppressed replies alone", false, ANN "X-Auto-Response-Suppress: OOF\n\n"},
    {"multipart/report", true, ANN "Content-Type: Multipart/Report; boundary=B\n\n"},
};

static void
suspect_test(void **state)
{
    const struct suspect_row *row = *state;

    assert_int_equal(suspected(bs_span_text(row->in)), row->want);
}

/* RFC 6533: such a report may have UTF-8 in its header. */
static void
global_test(void **state)
{
    (void)state;
    assert_true(recognise(bs_span_text(ANN REPORT("delivery-status") "\n" PART(
                              "message/global-delivery-status") "x\n"))
                    .global);
    assert_false(recognise(bs_span_text(ANN REPORT("delivery-status") "\n" PART(
                               "message/delivery-status") "x\n"))
                     .global);
}

/* The envelope that the server knows goes before a Return-Path field. */
static void
envelope_test(void **state)
{
    struct bs_message message;
    struct bs_report report;

    (void)state;
    bs_message_split(&message, bs_span_text(ANN "Subject: x\n" MULTI "\n" RETURNED));
    bs_report_recognise(&report, &message, &scratch);
    assert_int_equal(report.kind, BS_KIND_ORDINARY);
    message.sender = bs_span_text("");
    message.sender_known = true;
    bs_report_recognise(&report, &message, &scratch);
    assert_int_equal(report.kind, BS_KIND_BOUNCE);
}

int
main(void)
{
    BS_ROWS(rows, kind_test);
    BS_ROWS(rows, line_end_test);
    BS_ROWS(rows, cuts_test);
    BS_ROWS(suspects, suspect_test);
    bs_add_test("RFC 6533", global_test);
    bs_add_test("the server's envelope", envelope_test);
    return bs_run("report");
}
