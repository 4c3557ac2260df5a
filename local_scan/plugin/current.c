/* current: the policy according to its files at this moment, for the ACLs. */
/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "current.h"

#include "compile.h"

#include "text.h"

#include <unistd.h>

#define MAX_PATH 4096

/* The policy that was read last, and its stamp; "": it must be read again. */
static struct bs_compiled compiled;
static const char *policy;
static char stamp_of_policy[BS_COMPILE_STAMP];

static char policy_path[MAX_PATH], state_path[MAX_PATH];

/* A longer path is cut off, and then does not name a directory. */
static const char *
copy_path(struct bs_span path, char path_r[MAX_PATH])
{
    struct bs_text t = bs_text_in(path_r, MAX_PATH);

    bs_text_put_span(&t, path);
    return path_r;
}

static void
remember_stamp(const char *stamp)
{
    struct bs_text t = bs_text_in(stamp_of_policy, sizeof stamp_of_policy);

    bs_text_put(&t, stamp);
}

/* If a file was changed so recently that another change might not be noticed, the policy is read
 * again the next time. */
static void
read_anew(const struct bs_compile *from, const char *stamp, bool settled)
{
    bs_compile_read(from, &compiled);
    policy = bs_compiled_end(&compiled, "copy=plugin");
    remember_stamp(settled ? stamp : "");
}

const char *
bs_current_policy(struct bs_span policy_dir, struct bs_span state_dir, struct bs_span stamp)
{
    struct bs_compile from = {
        .policy_dir = copy_path(policy_dir, policy_path),
        .state_dir = copy_path(state_dir, state_path),
        .uid = geteuid(),
        .gid = getegid(),
    };
    char now[BS_COMPILE_STAMP];

    bool settled = bs_compile_stamp(&from, now);
    if (bs_span_is(stamp, now))
        return "same";
    if (policy == NULL || !bs_span_is(bs_span_text(stamp_of_policy), now))
        read_anew(&from, now, settled);
    return policy;
}

const char *
bs_current_keys(void)
{
    return policy ? bs_compiled_keys(&compiled) : "";
}
