# Rules for what the tests need, and for what people call. Included by the
# Makefile, whose lists and commands these use.

FAULTS_SO := $(BUILD)/t/backstop-faults.so
REPLAY    := $(FUZZ:fuzz_%=$(BUILD)/fuzz/replay_%)

# The plugin whose child fails on demand (t/lib/fault.h).
FAULTY_O  := $(BUILD)/t/judge.o $(BUILD)/t/fault.o
FAULTS_O  := $(filter-out %/judge.o,$(PLUGIN_O)) $(FAULTY_O) $(CORE_O)

tests: all $(UNIT_T) $(FAULTS_SO) $(REPLAY)

$(FAULTS_SO): $(FAULTS_O) local_scan/plugin/backstop.map
	$(CC) -shared $(CFLAGS) $(LDFLAGS) -Wl,--version-script=local_scan/plugin/backstop.map \
	    -Wl,-z,relro,-z,now -o $@ $(FAULTS_O)

$(BUILD)/t/judge.o: local_scan/plugin/judge.c | dirs exim-headers
	$(COMPILE) -DBS_FAULTS -isystem $(EXIM_INC) -c -o $@ $<

# One fault is a stack overflow.
$(BUILD)/t/fault.o: t/lib/fault.c | dirs
	$(COMPILE) -Wno-infinite-recursion -c -o $@ $<

# The one unit test of something outside the core.
$(BUILD)/t/73-frame.t: t/73-frame.c $(BUILD)/plugin/frame.o $(BUILD)/t/table.o $(CORE_O) | dirs
	$(COMPILE) -o $@ $^ -lcmocka

# The fuzz targets, fed from files by replay.c under any compiler.
$(BUILD)/fuzz/%.o: t/fuzz/%.c | dirs
	$(COMPILE) -c -o $@ $<

$(BUILD)/fuzz/replay_%: $(BUILD)/fuzz/fuzz_%.o $(BUILD)/fuzz/replay.o $(BUILD)/cli/mailbox.o \
                        $(CORE_O)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

.SECONDARY: $(FUZZ:%=$(BUILD)/fuzz/%.o) $(BUILD)/fuzz/replay.o

# Each installs what it needs and builds (t/build).
demo:
	@t/demo
test:
	@t/run $(TESTS)
bench:
	@t/bench

.PHONY: tests demo test bench
