/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"

#include "error.h"
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int forwarded[] = {SIGHUP,  SIGINT,  SIGQUIT,  SIGTERM,
                                SIGUSR1, SIGUSR2, SIGWINCH, SIGALRM};

static sigset_t attended(void) {
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGCHLD);
    for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++)
        (void)sigaddset(&set, forwarded[i]);
    return set;
}

void ps_child_block_signals(void) {
    sigset_t set = attended();
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    (void)sigaction(SIGPIPE, &ignore, NULL);
}

static bool make_pipe(int ends[2]) {
    ends[0] = ends[1] = -1;
    if (pipe(ends) != 0) return false;
    for (int i = 0; i < 2; i++) (void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    return true;
}

static void close_pipe(const int ends[2]) {
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0) (void)close(ends[i]);
}

/* In the child: only calls that are safe after fork. Reports errno through `report`. */
static void become(char **argv, int out, int err, int report) {
    sigset_t set = attended();
    struct sigaction usual = {.sa_handler = SIG_DFL};
    (void)sigaction(SIGPIPE, &usual, NULL);
    (void)sigprocmask(SIG_UNBLOCK, &set, NULL);
    if (dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0) (void)execvp(argv[0], argv);
    int reason = errno;
    ssize_t n = write(report, &reason, sizeof reason);
    _exit(n == (ssize_t)sizeof reason ? 127 : 126);
}

static ps_status fail_to_start(ps_child *child, const char *name, int reason, ps_error *err) {
    child->status = reason == ENOENT ? 127 : 126;
    return ps_fail(err, PS_E_IO, "run: %.64s: cannot be started: %s", name, strerror(reason));
}

ps_status ps_child_start(ps_child *child, char **argv, uint64_t core_limit, ps_error *err) {
    int out[2] = {-1, -1}, errors[2] = {-1, -1}, report[2] = {-1, -1}, reason = 0;
    *child = (ps_child){.pid = -1, .out = -1, .err = -1};
    bool ready = make_pipe(out) && make_pipe(errors) && make_pipe(report);
    if (ready) {
        child->pid = fork();
        if (child->pid == 0) {
            ps_host_core_limit(core_limit);
            become(argv, out[1], errors[1], report[1]);
        }
    }
    if (child->pid < 0) reason = errno;
    const int ours[] = {out[1], errors[1], report[1]};
    for (int i = 0; i < 3; i++)
        if (ours[i] >= 0) (void)close(ours[i]);
    out[1] = errors[1] = report[1] = -1;
    if (child->pid > 0) {
        int told = 0;
        ssize_t n;
        do n = read(report[0], &told, sizeof told);
        while (n < 0 && errno == EINTR);
        if (n == (ssize_t)sizeof told) reason = told;
        if (reason) (void)waitpid(child->pid, NULL, 0);
    }
    close_pipe(report);
    if (reason) {
        close_pipe(out);
        close_pipe(errors);
        return fail_to_start(child, argv[0], reason, err);
    }
    child->out = out[0];
    child->err = errors[0];
    return PS_OK;
}

/* As the first process of a container we own orphans, too. */
static void bury(ps_child *child) {
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid != child->pid) continue;
        child->ended = true;
        child->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
}

/* The terminal has sent its signals to the whole foreground group, the program included. */
static bool from_terminal(const siginfo_t *info) {
    return info->si_code == SI_KERNEL && (info->si_signo == SIGINT || info->si_signo == SIGQUIT ||
                                          info->si_signo == SIGHUP || info->si_signo == SIGWINCH);
}

void ps_child_attend(ps_child *child, uint32_t ms) {
    sigset_t set = attended();
    siginfo_t info;
    struct timespec limit = {.tv_sec = (time_t)(ms / 1000),
                             .tv_nsec = (long)(ms % 1000) * 1000000L};
    int number = sigtimedwait(&set, &info, &limit);
    if (number > 0 && number != SIGCHLD && !child->ended && !from_terminal(&info))
        (void)kill(child->pid, number);
    bury(child);
}
