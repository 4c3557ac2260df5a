/* 73-child: whichever of its standard files Exim was started without, the child has the body, its
 * parent and nothing, each in its place. SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include "child.h"
#include "frame.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BODY "the body\n"

static const struct closed {
    const char *name;
    bool file[3];
} closed[] = {
    {"none", {false, false, false}},     {"0", {true, false, false}},
    {"1", {false, true, false}},         {"2", {false, false, true}},
    {"0 and 1", {true, true, false}},    {"0 and 2", {true, false, true}},
    {"1 and 2", {false, true, true}},    {"all", {true, true, true}},
};

/* What libc says when it aborts goes to 2, and must not get between the octets of the answer. */
static size_t
work(unsigned char *buffer, size_t size)
{
    struct bs_result result = {.kind = BS_KIND_DSN};
    struct stat st;
    char text[32];

    ssize_t n = read(0, text, sizeof text);
    bool noise = write(2, "noise", 5) == 5 && fstat(2, &st) == 0 && S_ISCHR(st.st_mode);
    bool body = n == (ssize_t)strlen(BODY) && memcmp(text, BODY, strlen(BODY)) == 0;
    result.unanswered = (unsigned char)((body ? 1 : 0) | (n == 0 ? 2 : 0) | (noise ? 4 : 0));
    return bs_frame_write(&result, buffer, size);
}

/* In a process of its own, because the test itself needs these files. Its exit status. */
static int
try(const struct closed *row, bool has_body)
{
    FILE *body = tmpfile();
    struct bs_result result = {.unanswered = 0};
    int status;

    assert_non_null(body);
    fputs(BODY, body);
    rewind(body);
    int fd = fcntl(fileno(body), F_DUPFD, 3);
    pid_t pid = fork();
    if (pid == 0) {
        for (int i = 0; i < 3; i++)
            if (row->file[i])
                close(i);
        struct bs_child child =
            bs_child_run(has_body ? fd : BS_CHILD_NO_BODY, 60000, work, NULL, &result);
        _exit(child.end == BS_CHILD_DONE ? (int)result.unanswered : 100 + (int)child.end);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    close(fd);
    fclose(body);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
test_closed(void **state)
{
    assert_int_equal(try(*state, true), 1 + 4);
    assert_int_equal(try(*state, false), 2 + 4);
}

int
main(void)
{
    BS_ROWS(closed, test_closed);
    return bs_run("child");
}
