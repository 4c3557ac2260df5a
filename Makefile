# Backstop: `make` builds build/backstop and build/backstop.so.
#
# The lists are the architecture: CORE is pure, the plugin and the command
# stand on it and not on each other. docs/building.md tells more.

.DELETE_ON_ERROR:
.SUFFIXES:

CORE   := span utf8 field mime decode html ip host token check finding word hidden octets policy \
          clues report returned received trail verdict text explain
PLUGIN := $(basename $(notdir $(wildcard local_scan/plugin/*.c)))
CLI    := $(basename $(notdir $(wildcard local_scan/cli/*.c)))
UNIT   := $(basename $(notdir $(wildcard t/[0-9]*.c)))
FUZZ   := $(basename $(notdir $(wildcard t/fuzz/fuzz_*.c)))

VERSION  := 0.1.0
EXIM_INC ?= /usr/include/exim4
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

CORE_O   := $(CORE:%=$(BUILD)/core/%.o)
PLUGIN_O := $(PLUGIN:%=$(BUILD)/plugin/%.o)
CLI_O    := $(CLI:%=$(BUILD)/cli/%.o)
UNIT_T   := $(UNIT:%=$(BUILD)/t/%.t)

all: $(BUILD)/backstop $(BUILD)/backstop.so

$(BUILD)/backstop: $(CLI_O) $(CORE_O)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

$(BUILD)/backstop.so: $(PLUGIN_O) $(CORE_O) local_scan/plugin/backstop.map
	$(CC) -shared $(CFLAGS) $(LDFLAGS) -Wl,--version-script=local_scan/plugin/backstop.map \
	    -Wl,-z,relro,-z,now -o $@ $(PLUGIN_O) $(CORE_O)

$(BUILD)/%.o: local_scan/%.c | dirs
	$(COMPILE) -c -o $@ $<

$(BUILD)/plugin/%.o: local_scan/plugin/%.c | dirs exim-headers
	$(COMPILE) -isystem $(EXIM_INC) -c -o $@ $<

$(BUILD)/t/%.t: t/%.c $(BUILD)/t/table.o $(CORE_O) | dirs
	$(COMPILE) -o $@ $< $(BUILD)/t/table.o $(CORE_O) -lcmocka

$(BUILD)/t/table.o: t/lib/table.c | dirs
	$(COMPILE) -c -o $@ $<

dirs:
	@mkdir -p $(BUILD)/core $(BUILD)/plugin $(BUILD)/cli $(BUILD)/t $(BUILD)/fuzz

exim-headers:
	@test -f $(EXIM_INC)/local_scan.h || { \
	    echo "make: $(EXIM_INC)/local_scan.h is missing: install exim4-dev," \
	         "or run 't/deps test'" >&2; exit 69; }

clean:
	rm -rf $(BUILD)

-include $(wildcard $(BUILD)/*/*.d)

.PHONY: all dirs exim-headers clean

include t/rules.mk t/fuzz/rules.mk
