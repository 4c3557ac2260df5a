# Backstop: `make` builds build/backstop, build/backstop.so and
# build/backstop-lookup.so.
#
# The folders are the architecture: core is pure, the plugin and the command
# stand on it and not on each other; both load the lookups when they need them,
# through lookup/door.c. docs/design.md tells more.

.DELETE_ON_ERROR:
.SUFFIXES:

# The rooms of each part; a source file names a header by its file name alone.
CORE_DIRS   := $(wildcard local_scan/core/*/)
CLI_DIRS    := local_scan/cli $(wildcard local_scan/cli/*/)
SOURCES      = $(patsubst local_scan/%.c,%,$(wildcard $(addsuffix /*.c,$(1:/=))))

CORE   := $(call SOURCES,$(CORE_DIRS))
PLUGIN := $(call SOURCES,local_scan/plugin)
CLI    := $(call SOURCES,$(CLI_DIRS))
LOOKUP := $(filter-out lookup/door lookup/asker,$(call SOURCES,local_scan/lookup))
UNIT   := $(basename $(notdir $(wildcard t/unit/*.c)))
FUZZ   := $(basename $(notdir $(wildcard t/fuzz/fuzz_*.c)))

VERSION  := 0.1.0
CC       ?= cc
CFLAGS   ?= -O2 -g
BUILD    := build

BS_CFLAGS := -std=c11 -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wformat=2 -Wvla \
             -Wundef -Wstrict-prototypes -Wmissing-prototypes -fvisibility=hidden -fPIC \
             -D_GNU_SOURCE -DBS_VERSION='"$(VERSION)"' -MMD -MP
ifdef CI
BS_CFLAGS += -Werror
endif
COMPILE    = $(CC) $(BS_CFLAGS) $(CPPFLAGS) $(CFLAGS)

# What each part may include: itself, and what is below it.
CORE_INC   := $(CORE_DIRS:%=-iquote %)
LOOKUP_INC := -iquote local_scan/lookup $(CORE_INC)
PLUGIN_INC := -iquote local_scan/plugin $(LOOKUP_INC)
CLI_INC    := $(CLI_DIRS:%=-iquote %) $(LOOKUP_INC)
TEST_INC   := -iquote t/lib $(PLUGIN_INC) $(CLI_INC)

CORE_O   := $(CORE:%=$(BUILD)/%.o)
CORE_A   := $(BUILD)/core.a
PLUGIN_O := $(PLUGIN:%=$(BUILD)/%.o)
CLI_O    := $(CLI:%=$(BUILD)/%.o)
DOOR_O   := $(BUILD)/lookup/door.o $(BUILD)/lookup/asker.o
LOOKUP_O := $(LOOKUP:%=$(BUILD)/%.o) \
            $(filter %/question.o %/ip.o %/span.o,$(CORE_O))
LOOKUP_LIBS := -lcares -lmaxminddb -lpsl -lgnutls
UNIT_T   := $(UNIT:%=$(BUILD)/t/%.t)
UNIT_O   := $(BUILD)/t/table.o $(BUILD)/t/zone.o

all: $(BUILD)/backstop $(BUILD)/backstop.so $(BUILD)/backstop-lookup.so

# zlib: Debian packs rotated logs.
$(BUILD)/backstop: $(CLI_O) $(DOOR_O) $(CORE_A)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lz

$(BUILD)/backstop.so: $(PLUGIN_O) $(DOOR_O) $(CORE_A) local_scan/plugin/backstop.map
	$(CC) -shared $(CFLAGS) $(LDFLAGS) -Wl,--version-script=local_scan/plugin/backstop.map \
	    -Wl,-z,relro,-z,now -o $@ $(PLUGIN_O) $(DOOR_O) $(CORE_A)

$(BUILD)/backstop-lookup.so: $(LOOKUP_O) local_scan/lookup/lookup.map
	$(CC) -shared $(CFLAGS) $(LDFLAGS) -Wl,--version-script=local_scan/lookup/lookup.map \
	    -Wl,-z,relro,-z,now -o $@ $(LOOKUP_O) $(LOOKUP_LIBS)

# Each takes of the core what it needs: the plugin traces nothing.
$(CORE_A): $(CORE_O)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/core/%.o: local_scan/core/%.c | dirs
	$(COMPILE) $(CORE_INC) -c -o $@ $<

$(BUILD)/lookup/%.o: local_scan/lookup/%.c | dirs
	$(COMPILE) $(LOOKUP_INC) -c -o $@ $<

$(BUILD)/cli/%.o: local_scan/cli/%.c | dirs
	$(COMPILE) $(CLI_INC) -c -o $@ $<

$(BUILD)/plugin/%.o: local_scan/plugin/%.c | dirs
	$(COMPILE) $(PLUGIN_INC) -iquote t/lib -c -o $@ $<

# The one thing that the command reads of the plugin's: the form of its list of APIs.
$(BUILD)/cli/exim/api.o: CLI_INC += -iquote local_scan/plugin

$(BUILD)/t/%.t: t/unit/%.c $(UNIT_O) $(CORE_O) | dirs
	$(COMPILE) $(TEST_INC) -o $@ $< $(UNIT_O) $(CORE_O) -lcmocka

$(UNIT_O): $(BUILD)/t/%.o: t/lib/%.c | dirs
	$(COMPILE) $(TEST_INC) -c -o $@ $<

dirs:
	@mkdir -p $(sort $(dir $(CORE_O) $(CLI_O) $(PLUGIN_O) $(LOOKUP_O) $(DOOR_O))) \
	    $(BUILD)/t $(BUILD)/fuzz

# --- installing -----------------------------------------------------------
#
# With DESTDIR and prefix; what is built knows its prefix, so `make clean` goes
# before another one. The default is where Debian's Exim has its own plugins.
# Nothing is switched on: `backstop enable` does that. Policy files that are
# there already are left alone.

prefix    ?= /usr
bindir     = $(prefix)/bin
sharedir   = $(prefix)/share/backstop
mandir     = $(prefix)/share/man
completions = $(prefix)/share/bash-completion/completions
plugindir  = $(prefix)/lib/exim4/local_scan
policydir  = /etc/exim4/backstop

BS_CFLAGS += -DBS_SHARE_DIR='"$(sharedir)"' -DBS_PLUGIN='"$(plugindir)/backstop.so"' \
             -DBS_LOOKUP_SO='"$(plugindir)/backstop-lookup.so"'

ACLS    := $(wildcard acl/*/*)
DROPIN  := $(wildcard exim.conf.d/*/*)
# Secrets go into these, so they are no files of the package: its postinst makes
# them, as `make install` does here, for root and Exim alone.
SECRETS := keys store_servers
SAMPLES := $(filter-out $(SECRETS:%=docs/sample/%),$(wildcard docs/sample/*))
EXIM_GROUP = $(shell getent group Debian-exim >/dev/null && echo -g Debian-exim)
MANUALS := $(wildcard docs/*.[1578])
# docs/backstop.1 becomes man1/backstop.1.
PAGES   := $(foreach page,$(MANUALS),man$(subst .,,$(suffix $(page)))/$(notdir $(page)))

# Exim's files name each other by path. The folders of acl/ are not installed:
# hosts that have Backstop enabled include these files by name.
INSTALL_TEXT = set -e; for file in $(1); do \
	to=$(DESTDIR)$(sharedir)/$$(echo "$$file" | sed 's,^acl/[^/]*/,acl/,'); \
	install -d "$$(dirname "$$to")"; \
	sed -e 's,/usr/share/backstop,$(sharedir),g' \
	    -e 's,/usr/lib/exim4/local_scan,$(plugindir),g' \
	    -e 's,/usr/bin/backstop,$(bindir)/backstop,g' "$$file" >"$$to"; \
	chmod 644 "$$to"; done

install: all
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(plugindir) $(DESTDIR)$(policydir)
	install -m 755 $(BUILD)/backstop $(DESTDIR)$(bindir)/
	install -m 644 $(BUILD)/backstop.so $(BUILD)/backstop-lookup.so $(DESTDIR)$(plugindir)/
	@$(call INSTALL_TEXT,$(ACLS) $(DROPIN))
	install -D -m 644 docs/examples/completion.bash $(DESTDIR)$(completions)/backstop
	@set -e; for page in $(PAGES); do \
	    install -D -m 644 docs/$${page##*/} $(DESTDIR)$(mandir)/$$page; done
	@set -e; for file in $(notdir $(SAMPLES)); do \
	    test -e $(DESTDIR)$(policydir)/$$file || \
	    install -m 644 docs/sample/$$file $(DESTDIR)$(policydir)/; done
	install -m 644 $(SECRETS:%=docs/sample/%) $(DESTDIR)$(sharedir)/
	@test -n '$(DESTDIR)' || for file in $(SECRETS); do test -e $(policydir)/$$file || \
	    install -m 640 $(EXIM_GROUP) docs/sample/$$file $(policydir)/ || exit; done
	@test -n '$(DESTDIR)' || test -z '$(EXIM_GROUP)' || { \
	    install -d -g Debian-exim -m 750 /var/lib/backstop && \
	    install -d -o Debian-exim -g Debian-exim -m 750 /var/lib/backstop/held; }

# An Exim that runs must not be left with a plugin that is gone. The policy
# stays, for it is the administrator's.
uninstall:
	@test -n '$(DESTDIR)' || test ! -x $(bindir)/backstop || $(bindir)/backstop disable
	rm -f $(DESTDIR)$(bindir)/backstop
	rm -f $(DESTDIR)$(plugindir)/backstop.so $(DESTDIR)$(plugindir)/backstop-lookup.so
	rm -f $(PAGES:%=$(DESTDIR)$(mandir)/%) $(DESTDIR)$(completions)/backstop
	rm -rf $(DESTDIR)$(sharedir)

# The fast tests, which need neither root nor an Exim that runs nor a network:
# for every change, and for the build of a package.
CHECKS := t/fuzz/45-fuzz-replay.t $(addprefix t/cli/,40-corpus.t 46-hostile.t 50-scan.t \
          51-explain.t 52-mailbox.t 56-key.t 85-mode.t)

check:
	@t/deps check
	@$(MAKE) --no-print-directory checks

checks: all $(UNIT_T) replays
	BACKSTOP_BUILD=$(abspath $(BUILD)) prove -j2 $(UNIT_T) $(CHECKS)

# The Debian package, from a copy, for dpkg-buildpackage writes beside and into
# the tree that it builds; and once, if several tests ask for it.
DEB      := $(BUILD)/deb
DEB_FROM := LICENSE Makefile acl debian docs exim.conf.d local_scan

deb:
	@t/deps deb
	@mkdir -p $(DEB)
	@flock $(DEB)/lock $(MAKE) -s $(DEB)/done
	@ls $(DEB)/exim4-backstop_*.deb

$(DEB)/done: $(shell find $(DEB_FROM) -type f)
	rm -rf $(DEB)/backstop $(DEB)/*backstop*_*
	mkdir $(DEB)/backstop
	cp -a $(DEB_FROM) t $(DEB)/backstop/
	cd $(DEB)/backstop && { env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MAKEOVERRIDES \
	    dpkg-buildpackage -us -uc -b -tc >../log 2>&1 || { cat ../log >&2; exit 1; }; }
	touch $@

.PHONY: install uninstall check checks deb

# --------------------------------------------------------------------------

# Writes checks.def and settings.def into ACLs and documentation that repeat them.
gen:
	@docs/gen

clean:
	rm -rf $(BUILD)

-include $(patsubst %.o,%.d,$(CORE_O) $(PLUGIN_O) $(CLI_O) $(LOOKUP_O) $(DOOR_O)) \
    $(wildcard $(BUILD)/t/*.d)

.PHONY: all dirs gen clean

include t/rules.mk t/fuzz/rules.mk
