/* callfilter: which system calls a child may make. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "callfilter.h"

#if defined __x86_64__
#define ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__ && defined __AARCH64EL__
#define ARCH AUDIT_ARCH_AARCH64
#endif

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#undef ARCH
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||                        \
    __has_feature(thread_sanitizer)
#undef ARCH
#endif
#endif

#ifdef ARCH
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOAD(member)     BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define WITHOUT(bits)    BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ~(unsigned)(bits))
#define ONLY(bits)       BPF_STMT(BPF_ALU | BPF_AND | BPF_K, bits)
#define ALLOW            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define REFUSE           BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define GO(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no) /* skips so many */
#define UP_TO(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, value, no, yes)
#define CALL(name)       GO(SYS_##name, 0, 1), ALLOW

/* The order of the calls does not matter, because the kernel remembers which ones are allowed with
 * any arguments. All arguments that are checked are ints, so only the lower half is loaded: both
 * machines are little-endian. */
void
bs_callfilter_set(void)
{
    struct sock_filter filter[] = {
        LOAD(arch), GO(ARCH, 1, 0), REFUSE, LOAD(nr),
        /* files */
        CALL(read), CALL(readv), CALL(pread64), CALL(write), CALL(writev), CALL(close),
        CALL(lseek), CALL(fstat), CALL(newfstatat), CALL(statx), CALL(faccessat),
        CALL(faccessat2), CALL(readlinkat),
        GO(SYS_openat, 0, 5), LOAD(args[2]), ONLY(O_ACCMODE | O_CREAT | O_TRUNC),
        GO(O_RDONLY, 0, 1), ALLOW, REFUSE,
        /* not to make somebody the owner of a descriptor, who then gets its signals */
        GO(SYS_fcntl, 0, 5), LOAD(args[1]), UP_TO(F_SETFL, 1, 0), GO(F_DUPFD_CLOEXEC, 0, 1), ALLOW,
        REFUSE, GO(SYS_ioctl, 0, 6), LOAD(args[1]), GO(FIONBIO, 2, 0), GO(SIOCGIFINDEX, 1, 0),
        GO(SIOCGIFNAME, 0, 1), ALLOW, REFUSE,
        /* memory */
        CALL(mmap), CALL(munmap), CALL(mremap), CALL(mprotect), CALL(madvise), CALL(brk),
        CALL(futex),
        /* name servers, and what our interfaces have */
        CALL(connect), CALL(bind), CALL(sendto), CALL(sendmsg), CALL(sendmmsg), CALL(recvfrom),
        CALL(recvmsg), CALL(getsockname), CALL(getpeername), CALL(setsockopt), CALL(getsockopt),
        CALL(ppoll), CALL(pselect6),
        GO(SYS_socket, 0, 15), LOAD(args[0]), GO(AF_NETLINK, 0, 4), LOAD(args[2]),
        GO(NETLINK_ROUTE, 0, 1), ALLOW, REFUSE, GO(AF_INET, 1, 0), GO(AF_INET6, 0, 6),
        LOAD(args[1]), WITHOUT(SOCK_CLOEXEC | SOCK_NONBLOCK), GO(SOCK_DGRAM, 0, 1), ALLOW,
        GO(SOCK_STREAM, 0, 1), ALLOW, REFUSE,
        /* time, and who we are */
        CALL(clock_gettime), CALL(gettimeofday), CALL(nanosleep), CALL(clock_nanosleep),
        CALL(restart_syscall), CALL(getrandom), CALL(getpid), CALL(gettid), CALL(getuid),
        CALL(geteuid), CALL(getgid), CALL(getegid), CALL(uname), CALL(sysinfo), CALL(getrusage),
        CALL(times), CALL(sched_getaffinity), CALL(sched_yield),
        /* signals, and the end: abort() is one to itself */
        CALL(rt_sigaction), CALL(rt_sigprocmask), CALL(rt_sigreturn), CALL(exit),
        CALL(exit_group), GO(SYS_tgkill, 0, 4), LOAD(args[0]), GO((unsigned)getpid(), 0, 1),
        ALLOW, REFUSE,
#ifdef __x86_64__ /* what other machines never had */
        CALL(access), CALL(readlink), CALL(poll), CALL(select), CALL(time),
#endif
        REFUSE,
    };
    const struct sock_fprog program = {sizeof filter / sizeof *filter, filter};

    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}
#else
void
bs_callfilter_set(void)
{
}
#endif
