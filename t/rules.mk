# Rules for what the tests need, and for what people call. Included by the
# Makefile, whose lists and commands these use.

FAULTS_SO := $(BUILD)/t/backstop-faults.so

# The plugin whose child fails on demand (t/lib/inject.c).
FAULTS_O  := $(PLUGIN_O) $(BUILD)/t/inject.o $(DOOR_O) $(CORE_O)

tests: all $(UNIT_T) $(FAULTS_SO) $(BUILD)/t/ask $(BUILD)/t/logline $(BUILD)/t/sent replays

$(FAULTS_SO): $(FAULTS_O) local_scan/plugin/backstop.map
	$(CC) -shared $(CFLAGS) $(LDFLAGS) -Wl,--version-script=local_scan/plugin/backstop.map \
	    -Wl,--wrap=bs_verdict_read -Wl,--wrap=bs_weigh_place \
	    -Wl,--wrap=bs_spooled_open $(RELRO) -o $@ $(FAULTS_O)

# One fault is a stack overflow.
$(BUILD)/t/inject.o: t/lib/inject.c | dirs
	$(COMPILE) $(TEST_INC) -iquote local_scan/plugin -Wno-infinite-recursion -c -o $@ $<

# Unit tests of something outside the core, with what they test.
$(addprefix $(BUILD)/t/,53-mainlog.t 53-exim-lines.t 53-exim-refusals.t): $(filter %/mainlog.o %/stamp.o %/logword.o,$(CLI_O))
$(BUILD)/t/53-logname.t: $(filter %/logname.o,$(CLI_O))
$(BUILD)/t/53-sentlog.t: $(filter %/sentlog.o %/mainlog.o %/stamp.o %/logword.o %/distinct.o %/inflight.o %/map.o,$(CLI_O))
$(BUILD)/t/54-counting.t: $(filter %/distinct.o %/inflight.o %/map.o %/top.o,$(CLI_O))
$(BUILD)/t/54-elf.t: $(filter %/elf.o %/file.o,$(CLI_O))
$(BUILD)/t/55-judgement_json.t: $(filter %/judgement_json.o %/json.o,$(CLI_O))
$(BUILD)/t/73-frame.t: $(BUILD)/plugin/frame.o
$(BUILD)/t/73-child.t: $(filter %/child.o %/confine.o %/callfilter.o %/frame.o,$(PLUGIN_O)) $(filter %/clock.o,$(DOOR_O))
$(addprefix $(BUILD)/t/,53-mainlog.t 53-exim-lines.t 53-exim-refusals.t 53-logname.t 53-sentlog.t 54-counting.t 54-elf.t 55-judgement_json.t 73-frame.t 73-child.t): $(BUILD)/t/%.t: t/unit/%.c $(BUILD)/t/table.o $(CORE_A) | dirs
	$(COMPILE) $(TEST_INC) -o $@ $(filter %.c %.o,$^) $(CORE_A) -lcmocka

LOOKUP_T := $(BUILD)/t/32-cache.t $(BUILD)/t/32-crypt.t $(BUILD)/t/32-reply.t
$(LOOKUP_T): $(BUILD)/t/%.t: t/unit/%.c $(BUILD)/t/table.o $(LOOKUP_O) | dirs
	$(COMPILE) $(TEST_INC) -o $@ $^ $(LOOKUP_LIBS) -lcmocka

# A program that asks, for tests with a name server. What it loads uses its clock.
$(BUILD)/t/ask: t/lib/ask.c t/lib/still.c $(DOOR_O) $(CORE_O) | dirs
	$(COMPILE) $(TEST_INC) -rdynamic -o $@ $^

# A program that reads Exim's log, for a test with logs of an Exim.
$(BUILD)/t/logline: t/lib/logline.c $(filter %/mainlog.o %/stamp.o %/logword.o,$(CLI_O)) $(CORE_O) | dirs
	$(COMPILE) $(TEST_INC) -o $@ $^

# A program that asks the memory's file, for a test with files that SQLite made.
$(BUILD)/t/sent: t/lib/sent.c $(BUILD)/plugin/sentfile.o $(CORE_O) | dirs
	$(COMPILE) $(TEST_INC) -o $@ $^

# Each of these installs what it needs, and builds (t/build).
demo:
	@t/demo
test:
	@t/run $(TESTS)
# A fresh machine of another release of Debian: RELEASE=bookworm, trixie or sid.
test-release:
	@t/deps release
	@t/package/test-release $(RELEASE)
# A mail server with Backstop, from one release to the next; where this machine is bookworm.
test-upgrade:
	@t/deps release
	@t/package/test-upgrade
bench:
	@t/bench/bench
	@t/bench/bench-log
	@t/bench/bench-acl || test $$? = 69
	@t/bench/bench-store || test $$? = 69
	@t/bench/bench-memory || test $$? = 69
	@t/bench/bench-whole $(OLD) || test $$? = 69

# All but what runs in Exim, with ASan and UBSan: Exim would have to be built
# with them. A sanitized program is a few times slower, which t/46 allows for, and
# takes more address space than t/cli/59-log-size gives it.
SAN_FLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
             -fno-sanitize-recover=all
SAN_TESTS := t/fuzz/45-fuzz-replay.t \
             $(filter-out %/56-report.t %/58-replay.t %/59-log-size.t t/cli/8%,$(wildcard t/cli/*.t))
test-san:
	@BUILD=$(CURDIR)/$(BUILD)/san CFLAGS='$(SAN_FLAGS)' HARDENING= BACKSTOP_SLOW=5 \
	    t/run $(UNIT:%=$(CURDIR)/$(BUILD)/san/t/%.t) $(SAN_TESTS)

.PHONY: tests demo test test-release test-upgrade bench test-san
