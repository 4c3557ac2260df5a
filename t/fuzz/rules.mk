# Included by the Makefile. t/fuzz/45-fuzz-replay.t runs the replay programs; `make
# fuzz` looks for something new, two targets at a time.

FUZZ_SECONDS ?= 600
FUZZ_CC      ?= clang
FUZZ_SANITIZE = fuzzer,address,undefined
FUZZ_COMPILE  = $(FUZZ_CC) -std=c11 -D_GNU_SOURCE -MMD -MP -O1 -g -fno-omit-frame-pointer \
                -fno-sanitize-recover=all -fsanitize
FUZZ_INC      = -iquote t/fuzz -iquote t/lib $(CLI_INC)
FUZZ_CLI     := $(filter %/mailbox %/spool %/mainlog %/stamp %/logword,$(CLI))
FUZZ_O        = $(CORE:%=$(BUILD)/fuzz/%.o) $(FUZZ_CLI:%=$(BUILD)/fuzz/%.o)
FUZZ_REPLAYS := $(FUZZ:fuzz_%=$(BUILD)/fuzz/replay_%)
FUZZ_RUNS    := $(FUZZ:fuzz_%=fuzz-%)

replays: $(FUZZ_REPLAYS)

$(BUILD)/fuzz/replay_%: t/fuzz/fuzz_%.c $(BUILD)/fuzz/replay.o $(CORE_A) $(FUZZ_CLI:%=$(BUILD)/%.o) | dirs
	$(COMPILE) $(FUZZ_INC) -o $@ $(filter %.c %.o,$^) $(CORE_A)

$(BUILD)/fuzz/replay.o: t/fuzz/replay.c | dirs
	$(COMPILE) $(FUZZ_INC) -c -o $@ $<

$(BUILD)/fuzz/fuzz_%: t/fuzz/fuzz_%.c $(FUZZ_O) | dirs
	$(FUZZ_COMPILE)=$(FUZZ_SANITIZE) $(FUZZ_INC) -o $@ $(filter %.c %.o,$^)

$(BUILD)/fuzz/%.o: local_scan/%.c
	@mkdir -p $(@D)
	$(FUZZ_COMPILE)=$(FUZZ_SANITIZE:fuzzer,%=fuzzer-no-link,%) $(FUZZ_INC) -c -o $@ $<

# The corpus that grows is kept in the build directory; a crash is written beside
# it, and belongs in t/fuzz/seeds once it is fixed.
fuzz-%: $(BUILD)/fuzz/fuzz_%
	mkdir -p $(BUILD)/fuzz/corpus/$*
	$< -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -timeout=5 -rss_limit_mb=1024 \
	    -print_final_stats=1 -verbosity=0 -artifact_prefix=$(BUILD)/fuzz/$*- \
	    -dict=$(or $(wildcard t/fuzz/fuzz_$*.dict),t/fuzz/mail.dict) \
	    $(BUILD)/fuzz/corpus/$* t/corpus t/fuzz/seeds

fuzz:
	$(MAKE) -j2 $(FUZZ_RUNS)

.PHONY: replays fuzz
.SECONDARY: $(FUZZ:%=$(BUILD)/fuzz/%) $(FUZZ_O)
-include $(wildcard $(BUILD)/fuzz/*/*.d $(BUILD)/fuzz/*/*/*.d)
