# SPDX-License-Identifier: Apache-2.0
# One file, not recursive.  MODE names the kind of build; each has its own
# folder in build/, and only that of MODE=release is copied to build/headroom.

MODE ?= release
PREFIX ?= /usr/local
CFLAGS ?= -O2 -g
FUZZ_TIME ?= 60
SUITES ?= unit property golden e2e docs replay sdk
FUZZ_CC ?= clang
DATA ?=
JOBS ?= 2

# Runs on the machine that builds.
HOSTCC ?= $(CC)
PKG_CONFIG ?= pkg-config
INSTALL ?= install
CLANG_FORMAT ?= clang-format
NM ?= nm
OBJCOPY ?= objcopy

VERSION := $(shell sed -n 's/^.define HR_VERSION "\(.*\)"/\1/p' lib/headroom.h)
# The part of the name that changes when programs must be linked anew.
SO_MAJOR := 0
B := build/$(MODE)

HAVE_PCRE2 := $(shell $(PKG_CONFIG) --exists libpcre2-8 2>/dev/null && \
	echo 1 || echo 0)
ifeq ($(HAVE_PCRE2),1)
PCRE2_CFLAGS := $(shell $(PKG_CONFIG) --cflags libpcre2-8)
PCRE2_LIBS := $(shell $(PKG_CONFIG) --libs libpcre2-8)
PCRE2_PC := libpcre2-8
endif
HAVE_GUMBO := $(shell $(PKG_CONFIG) --exists gumbo 2>/dev/null && \
	echo 1 || echo 0)
ifeq ($(HAVE_GUMBO),1)
GUMBO_CFLAGS := $(shell $(PKG_CONFIG) --cflags gumbo)
GUMBO_LIBS := $(shell $(PKG_CONFIG) --libs gumbo)
GUMBO_PC := gumbo
endif
# Only its headers: the library is loaded by the command that needs it.
HAVE_CURL := $(shell $(PKG_CONFIG) --exists 'libcurl >= 7.87' 2>/dev/null && \
	echo 1 || echo 0)
ifeq ($(HAVE_CURL),1)
CURL_CFLAGS := $(shell $(PKG_CONFIG) --cflags libcurl)
endif
# The same.
HAVE_SQLITE := $(shell $(PKG_CONFIG) --exists 'sqlite3 >= 3.31' 2>/dev/null && \
	echo 1 || echo 0)
ifeq ($(HAVE_SQLITE),1)
SQLITE_CFLAGS := $(shell $(PKG_CONFIG) --cflags sqlite3)
endif
CHECK_CFLAGS = $(shell $(PKG_CONFIG) --cflags check)
CHECK_LIBS = $(shell $(PKG_CONFIG) --libs check)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wwrite-strings -Wformat=2 -Wundef
ifdef WERROR
WARNINGS += -Werror
endif

CPPFLAGS_ALL = -D_POSIX_C_SOURCE=200809L -DHAVE_PCRE2=$(HAVE_PCRE2) \
	-DHAVE_GUMBO=$(HAVE_GUMBO) $(GUMBO_CFLAGS) \
	-DHAVE_CURL=$(HAVE_CURL) $(CURL_CFLAGS) \
	-DHAVE_SQLITE=$(HAVE_SQLITE) $(SQLITE_CFLAGS) \
	-Ilib -Ibuild/gen -MMD -MP $(CPPFLAGS)
# The folder of the build is not in the result.
CFLAGS_ALL = -std=c11 $(WARNINGS) -ffile-prefix-map=$(CURDIR)=. $(CFLAGS)
# Of the library: fit for the shared one, in which only what headroom.h declares
# can be seen from outside, or replaced.
PIC := -fPIC -fvisibility=hidden -fno-semantic-interposition
# V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),@:,@printf '  %-4s %s\n')
COMPILE = $(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL)
LINK = $(CC) $(CFLAGS_ALL) $(LDFLAGS)
# Links objects to one object; of the flags those that say what code is.
RELOCATE = -r -nostdlib $(filter -m%,$(CFLAGS)) \
	$(if $(filter -flto%,$(CFLAGS)),-O2 $(filter -flto%,$(CFLAGS)) \
	-flinker-output=nolto-rel)
LIBS = $(PCRE2_LIBS) $(GUMBO_LIBS) -lm -ldl -pthread $(LDLIBS)

# Rooms, and families of a room; what makes tables is a program of its own.
LIB_SRC := $(sort $(filter-out lib/token/gen/%,$(wildcard lib/*.c lib/*/*.c \
	lib/*/*/*.c)))
CMD_SRC := $(sort $(wildcard cmd/*.c))
REF_SRC := $(sort $(wildcard tests/ref/*.c))
UNIT_SRC := $(sort $(wildcard tests/unit/test_*.c))
PROPERTY_SRC := $(sort $(wildcard tests/property/test_*.c))
FUZZ_SRC := $(sort $(wildcard tests/fuzz/fuzz_*.c))
BENCH_SRC := $(sort $(wildcard tests/bench/bench_*.c))
SDK_SRC := $(sort $(wildcard tests/sdk/*.c))

LIB_OBJ := $(LIB_SRC:%.c=$B/%.o) $B/gen/token_tables.o
CMD_OBJ := $(CMD_SRC:%.c=$B/%.o)
REF_OBJ := $(REF_SRC:%.c=$B/%.o)
UNIT := $(UNIT_SRC:%.c=$B/%)
PROPERTY := $(PROPERTY_SRC:%.c=$B/%)
FUZZ := $(FUZZ_SRC:tests/fuzz/%.c=$B/tests/fuzz/%)
REPLAY := $(FUZZ_SRC:tests/fuzz/fuzz_%.c=$B/tests/fuzz/replay_%)
BENCH := $(BENCH_SRC:%.c=$B/%)
SDK := $(SDK_SRC:%.c=$B/%)
SHIMS := $B/tests/e2e/shim_io.so $B/tests/e2e/shim_memory.so
DEMO_LOG := tests/data/demo.log

# The program and the tests are linked with all of it; what is installed has
# what headroom.h reaches, and shows no other names.
LIB := $B/libinternal.a
BIN := $B/headroom
SONAME := libheadroom.so.$(SO_MAJOR)
SO := libheadroom.so.$(VERSION)
SH := $(sort $(wildcard tests/*.sh tests/e2e/*.sh tests/bench/*.sh tests/server/*.sh \
	tests/sdk/*.sh tests/clients/*.sh completions/*.sh)) .ci/run .ci/long
# Tables that are included in the middle of code are not C by themselves.
FORMATTED := $(filter-out %_cases.h,$(sort $(wildcard cmd/*.[ch] lib/*.[ch] \
	lib/*/*.[ch] lib/*/*/*.[ch] tests/*/*.[ch])))

ifeq ($(MODE),release)
OUT := build
else
OUT := $B
endif
# Where objects are not ELF the archive has everything, and is the only one.
# Sanitizers need the program that they run in.
DARWIN := $(filter Darwin,$(shell uname -s))
SHARED := $(if $(DARWIN),,$(SO))
LIBRARIES := $(if $(findstring -fsanitize,$(CFLAGS)),,libheadroom.a $(SHARED))
COMPLETIONS := $(OUT)/completions/headroom.bash $(OUT)/completions/_headroom \
	$(OUT)/completions/headroom.fish

# What the test scripts are told of this build.
TEST_ENV = BUILD=$B HAVE_GUMBO=$(HAVE_GUMBO) HAVE_CURL=$(HAVE_CURL) HAVE_SQLITE=$(HAVE_SQLITE) COMPLETIONS=$(OUT)/completions HEADROOM=$(CURDIR)/$(BIN) SHIMS=$(CURDIR)/$B/tests/e2e CC="$(CC)"

ASAN_FLAGS := -O1 -g -fsanitize=address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer

.PHONY: all check unit property golden golden-update e2e docs fuzz \
	fuzz-replay sdk clients asan valgrind valgrind-demo bench lint fmt fmt-check install uninstall \
	deps demo dist distcheck clean help programs completions FORCE
.DELETE_ON_ERROR:

all: $(OUT)/headroom $(LIBRARIES:%=$(OUT)/%) completions ## the program, the libraries, the completions

# ---- compiling --------------------------------------------------------------

# Objects are made anew when the compiler or its flags change.
$B/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(COMPILE) $(PIC) $(LDFLAGS)' | cmp -s - $@ || \
		echo '$(COMPILE) $(PIC) $(LDFLAGS)' > $@

build/gen/gen: lib/token/gen/gen.c $(wildcard lib/token/*.h)
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(HOSTCC) -std=c11 -D_POSIX_C_SOURCE=200809L -O2 -Ilib -o $@ $<

build/gen/token_tables.c: build/gen/gen $(wildcard lib/token/vocab/*)
	$(say) GEN $@
	$(Q)build/gen/gen lib/token/vocab build/gen

$B/gen/token_tables.o: build/gen/token_tables.c $B/flags
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(COMPILE) $(PIC) -Ilib/token -c -o $@ $<

$B/cmd/%.o: cmd/%.c $B/flags
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(COMPILE) -Icmd -c -o $@ $<

$B/%.o: %.c $B/flags
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(COMPILE) $(if $(filter lib/%,$<),$(PIC)) -Itests \
		$(if $(filter tests/%,$<),-Icmd $(CHECK_CFLAGS)) -c -o $@ $<

$(LIB_OBJ): | build/gen/token_tables.c

$(LIB): $(LIB_OBJ)
	@rm -f $@
	$(say) AR $@
	$(Q)$(AR) $(AR_FLAGS) $@ $(LIB_OBJ)

# One object of what the functions of headroom.h need.
$B/reached.o: $(LIB)
	$(say) LD $@
	$(Q)$(CC) $(RELOCATE) -o $@ $$($(NM) -g $< | \
		sed -n 's/.* [TDR] \(hr_[a-z0-9_]*\)$$/-Wl,-u,\1/p') $<

ifeq ($(DARWIN),)
AR_FLAGS := rcsD
$B/libheadroom.a: $B/reached.o
	@rm -rf $@ $B/public && mkdir $B/public
	$(say) AR $@
	$(Q)if command -v $(OBJCOPY) > /dev/null; then \
		$(OBJCOPY) --wildcard --keep-global-symbol='hr_*' \
			$< $B/public/headroom.o; \
	else \
		echo '$@: without $(OBJCOPY) it shows names of its own'; \
		cp $< $B/public/headroom.o; \
	fi
	$(Q)$(AR) $(AR_FLAGS) $@ $B/public/headroom.o
else
AR_FLAGS := rcs
$B/libheadroom.a: $(LIB)
	$(Q)cp $< $@
endif

$B/$(SO): $B/reached.o lib/headroom.map
	$(say) LD $@
	$(Q)$(LINK) -shared -Wl,-soname,$(SONAME) -Wl,-z,defs \
		-Wl,-Bsymbolic-functions -Wl,--version-script=lib/headroom.map \
		-o $@ $< $(PCRE2_LIBS) $(GUMBO_LIBS) -lm

$(BIN): $(CMD_OBJ) $(LIB)
	$(say) LD $@
	$(Q)$(LINK) -o $@ $(CMD_OBJ) $(LIB) $(LIBS)

ifeq ($(MODE),release)
build/headroom $(LIBRARIES:%=build/%): build/%: build/release/%
	$(say) CP $@
	$(Q)cp $< $@
endif

$(UNIT) $(PROPERTY): %: %.o $(REF_OBJ) $(LIB)
	$(say) LD $@
	$(Q)$(LINK) -o $@ $(filter %.o,$^) $(LIB) $(CHECK_LIBS) $(LIBS)

# Of the program these parts are tested by themselves.
$B/tests/unit/test_tree: $B/cmd/tree.o $B/cmd/msg.o
$B/tests/unit/test_progress: $B/cmd/progress.o $B/cmd/msg.o
$B/tests/unit/test_blocks: $B/cmd/blocks.o $B/cmd/in.o $B/cmd/msg.o

$(BENCH): %: %.o $(LIB)
	$(say) LD $@
	$(Q)$(LINK) -o $@ $< $(LIB) $(LIBS)

$(SDK): %: %.o $(REF_OBJ) $(LIB)
	$(say) LD $@
	$(Q)$(LINK) -o $@ $< $(REF_OBJ) $(LIB) $(LIBS)

$(REPLAY): $B/tests/fuzz/replay_%: $B/tests/fuzz/fuzz_%.o \
		$B/tests/fuzz/driver.o $(REF_OBJ) $(LIB)
	$(say) LD $@
	$(Q)$(LINK) -o $@ $< $B/tests/fuzz/driver.o $(REF_OBJ) $(LIB) $(LIBS)

$(FUZZ): %: %.o $(REF_OBJ) $(LIB)
	$(say) LD $@
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $< $(REF_OBJ) $(LIB) $(LIBS)

# Of glibc; where they do not build, their tests are skipped.
$(SHIMS): $B/%.so: %.c
	@mkdir -p $(@D)
	$(say) CC $@
	-$(Q)$(CC) -std=c11 -O2 $(WARNINGS) -shared -fPIC -Wl,-z,defs \
		-o $@ $< -ldl

-include $(LIB_OBJ:.o=.d) $(CMD_OBJ:.o=.d) $(REF_OBJ:.o=.d) $(UNIT:=.d) \
	$(PROPERTY:=.d) $(BENCH:=.d) $(SDK:=.d) $(FUZZ:=.d) $B/tests/fuzz/driver.d

completions: $(COMPLETIONS)
$(OUT)/completions/headroom.bash: SHELL_NAME := bash
$(OUT)/completions/_headroom: SHELL_NAME := zsh
$(OUT)/completions/headroom.fish: SHELL_NAME := fish
$(COMPLETIONS): completions/gen.sh $(BIN)
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)$(BIN) --dump-opts | sh completions/gen.sh $(SHELL_NAME) > $@

# ---- testing ----------------------------------------------------------------

programs: $(BIN) $(UNIT) $(PROPERTY) $(REPLAY) $(SHIMS) $(SDK)

check: programs completions ## every test; the last line counts them
	@$(TEST_ENV) sh tests/check.sh $(SUITES)

unit: $(UNIT) ## unit tests
	@$(TEST_ENV) sh tests/check.sh unit

property: $(PROPERTY) ## invariants over all sample inputs
	@$(TEST_ENV) sh tests/check.sh property

golden: $(BIN) ## expected outputs, case by case
	@$(TEST_ENV) sh tests/check.sh golden

golden-update: $(BIN) ## rewrites the expected outputs: review the diff
	@$(TEST_ENV) sh tests/golden.sh --update

e2e: $(BIN) $(SHIMS) $(SDK) $B/tests/unit/test_price $B/tests/unit/test_report_forms ## the program's manners: signals, faults, exit statuses
	@$(TEST_ENV) sh tests/check.sh e2e

docs: $(BIN) completions ## examples run; help, manual and completions agree
	@$(TEST_ENV) sh tests/check.sh docs

fuzz-replay: $(REPLAY) ## the fuzz corpus with a plain compiler
	@$(TEST_ENV) sh tests/check.sh replay

sdk: $(BIN) $(SDK) ## the providers' clients, from npm, against the test server
	@$(TEST_ENV) SDK_INSTALL=1 sh tests/check.sh sdk

clients: $(BIN) ## real coding assistants, from npm, against a stub of a model
	@$(TEST_ENV) CLIENTS_INSTALL=1 sh tests/check.sh clients

asan: ## every test under ASan and UBSan
	$(MAKE) MODE=asan CFLAGS='$(ASAN_FLAGS)' check

.PHONY: fuzz-run

valgrind: $(UNIT) $(BIN) ## unit tests under valgrind
	@$(TEST_ENV) sh tests/check.sh valgrind

valgrind-demo: $(BIN) ## the program under valgrind
	@$(TEST_ENV) sh tests/valgrind.sh

fuzz: ## libFuzzer, FUZZ_TIME seconds for each target
	$(MAKE) MODE=fuzz CC='$(FUZZ_CC)' CFLAGS='$(ASAN_FLAGS) \
		-fsanitize=fuzzer-no-link' fuzz-run

fuzz-run: $(FUZZ)
	@$(TEST_ENV) FUZZ_TIME=$(FUZZ_TIME) sh tests/check.sh fuzz

bench: $(BENCH) build/headroom ## speed; with DATA=folder, of its files, and what is saved
	@for b in $(BENCH); do echo "== $${b##*/}"; $$b || exit; \
		[ -z "$(DATA)" ] || find $(DATA) -type f -exec $$b {} + || exit; \
	done
	@[ -z "$(wildcard $(DATA)/*/*_2k.log)" ] || \
		sh tests/bench/logs.sh build/headroom $(DATA)

# ---- the sources ------------------------------------------------------------

lint: $(BIN) completions ## cppcheck, mandoc, shellcheck, layers, sync
	cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr \
		--enable=warning,portability --suppress=missingIncludeSystem \
		--suppress=funcArgOrderDifferent \
		-DHAVE_PCRE2=$(HAVE_PCRE2) -DHAVE_GUMBO=$(HAVE_GUMBO) \
		-DHAVE_CURL=$(HAVE_CURL) -DHAVE_SQLITE=$(HAVE_SQLITE) \
		-Ilib -Icmd cmd lib
	mandoc -Tlint -Wstyle man/*.[1-8]
	shellcheck -x -s sh -e SC2016 $(filter %.sh,$(SH))
	shellcheck -x .ci/run .ci/long
	sh tests/layers.sh
	$(TEST_ENV) sh tests/sync.sh

fmt: ## clang-format, in place
	$(CLANG_FORMAT) -i $(FORMATTED)

fmt-check: ## clang-format, only looking
	@$(CLANG_FORMAT) --dry-run -Werror $(FORMATTED)

# ---- installing -------------------------------------------------------------

D = $(DESTDIR)$(PREFIX)

install: all ## into PREFIX (/usr/local), below DESTDIR
	$(INSTALL) -d $D/bin $D/lib/pkgconfig $D/include $D/share/man/man1 \
		$D/share/man/man3 $D/share/man/man5 $D/share/man/man7 \
		$D/share/bash-completion/completions $D/share/zsh/site-functions $D/share/fish/vendor_completions.d \
		$D/share/doc/headroom
	$(INSTALL) -m 755 build/headroom $D/bin/headroom
	$(INSTALL) -m 644 build/libheadroom.a $D/lib/libheadroom.a
ifneq ($(SHARED),)
	$(INSTALL) -m 755 build/$(SO) $D/lib/$(SO)
	ln -sf $(SO) $D/lib/$(SONAME)
	ln -sf $(SONAME) $D/lib/libheadroom.so
endif
	$(INSTALL) -m 644 lib/headroom.h $D/include/headroom.h
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@PCRE2@|$(PCRE2_PC)|; s|@GUMBO@|$(GUMBO_PC)|' \
		lib/headroom.pc.in > build/headroom.pc
	$(INSTALL) -m 644 build/headroom.pc $D/lib/pkgconfig/headroom.pc
	for page in man/*.[1-8]; do \
		$(INSTALL) -m 644 $$page $D/share/man/man$${page##*.}/ || exit; \
	done
	$(INSTALL) -m 644 build/completions/headroom.bash \
		$D/share/bash-completion/completions/headroom
	$(INSTALL) -m 644 build/completions/_headroom $D/share/zsh/site-functions/
	$(INSTALL) -m 644 build/completions/headroom.fish \
		$D/share/fish/vendor_completions.d/
	$(INSTALL) -m 644 README.md CHANGELOG.md LICENSE $D/share/doc/headroom/

uninstall: ## removes what install put there
	rm -f $D/bin/headroom $D/lib/libheadroom.a $D/lib/$(SO) $D/lib/$(SONAME) \
		$D/lib/libheadroom.so $D/include/headroom.h \
		$D/lib/pkgconfig/headroom.pc \
		$(patsubst man/%.1,$D/share/man/man1/%.1,$(wildcard man/*.1)) \
		$(patsubst man/%.3,$D/share/man/man3/%.3,$(wildcard man/*.3)) \
		$(patsubst man/%.5,$D/share/man/man5/%.5,$(wildcard man/*.5)) \
		$(patsubst man/%.7,$D/share/man/man7/%.7,$(wildcard man/*.7)) \
		$D/share/bash-completion/completions/headroom \
		$D/share/zsh/site-functions/_headroom \
		$D/share/fish/vendor_completions.d/headroom.fish
	rm -rf $D/share/doc/headroom

deps: ## installs what building and testing need
	@sh tests/deps.sh

demo: build/headroom $(DEMO_LOG) ## the main job on a real log, and what it saves
	@sh tests/demo.sh build/headroom $(DEMO_LOG)

# ---- releasing --------------------------------------------------------------

DIST := headroom-$(VERSION)

dist: ## build/headroom-VERSION.tar.gz, the same bytes each time
	@mkdir -p build
	git archive --prefix=$(DIST)/ HEAD | gzip -n9 > build/$(DIST).tar.gz

distcheck: dist ## the archive builds twice to the same bytes and passes its tests
	@sh tests/distcheck.sh build/$(DIST).tar.gz $(DIST)

clean: ## removes build/
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1	\2/p' Makefile | \
		awk -F '\t' '{ printf "%-14s %s\n", $$1, $$2 }'
