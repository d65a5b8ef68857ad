/* SPDX-License-Identifier: Apache-2.0 */
#include "stop.h"

#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

/* Mutable globals, against the convention: nothing else reaches a signal handler. Lock-free atomics
 * are safe in a handler (C17 7.14.1.1) and between the workers that ask. */
static atomic_int first_signal, stop_mode, removes, exit_code;
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "a signal handler needs lock-free atomics");
static int wake[2] = {-1, -1};
static char remove_path[4096];

static void on_signal(int signal_number) {
    int kept = errno;
    int none = 0;
    if (!atomic_compare_exchange_strong(&first_signal, &none, signal_number)) {
        if (removes) (void)unlink(remove_path);
        _exit(exit_code ? exit_code : 128 + signal_number);
    }
    if (stop_mode == PS_STOP_SOON && write(wake[1], "", 1) < 0) errno = kept;
    errno = kept;
}

ps_status ps_stop_install(ps_stop_mode mode, ps_error *err) {
    stop_mode = (int)mode;
    if (pipe(wake) != 0) return ps_fail(err, PS_E_IO, "no pipe could be made: %s", strerror(errno));
    for (int i = 0; i < 2; i++) (void)fcntl(wake[i], F_SETFD, FD_CLOEXEC);
    (void)fcntl(wake[1], F_SETFL, O_NONBLOCK);
    const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction act = {.sa_handler = on_signal}, old;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_IGN) continue;
        (void)sigaction(signals[i], &act, NULL);
    }
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)sigaction(SIGXFSZ, &ignore, NULL);
    return PS_OK;
}

void ps_stop_set_mode(ps_stop_mode mode) {
    stop_mode = (int)mode;
    if (mode == PS_STOP_SOON && first_signal && write(wake[1], "", 1) < 0) return;
}

int ps_stop_signal(void) {
    return first_signal;
}

bool ps_stop_wanted(void) {
    return first_signal && stop_mode == PS_STOP_SOON;
}

int ps_stop_fd(void) {
    return wake[0];
}

void ps_stop_exits(int code) {
    exit_code = code;
}

void ps_stop_removes(const char *path) {
    removes = 0;
    size_t len = path ? strlen(path) : 0;
    if (len == 0 || len >= sizeof remove_path) return;
    memcpy(remove_path, path, len + 1);
    removes = 1;
}
