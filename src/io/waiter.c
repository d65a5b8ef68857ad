/* SPDX-License-Identifier: Apache-2.0 */
#include "waiter.h"

#include "error.h"
#include "stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

ps_status ps_waiter_open(ps_waiter *waiter, ps_error *err) {
    if (pipe(waiter->wake) != 0) {
        waiter->wake[0] = waiter->wake[1] = -1;
        return ps_fail(err, PS_E_IO, "no pipe could be made: %s", strerror(errno));
    }
    for (int i = 0; i < 2; i++) (void)fcntl(waiter->wake[i], F_SETFD, FD_CLOEXEC);
    (void)fcntl(waiter->wake[1], F_SETFL, O_NONBLOCK);
    return PS_OK;
}

void ps_waiter_close(ps_waiter *waiter) {
    for (int i = 0; i < 2; i++)
        if (waiter->wake[i] >= 0) (void)close(waiter->wake[i]);
    waiter->wake[0] = waiter->wake[1] = -1;
}

void ps_waiter_stop(ps_waiter *waiter) {
    /* A full pipe says it already. */
    if (waiter->wake[1] >= 0 && write(waiter->wake[1], "", 1) < 0) return;
}

bool ps_waiter_stopped(const ps_waiter *waiter) {
    struct pollfd fd = {.fd = waiter->wake[0], .events = POLLIN};
    return poll(&fd, 1, 0) > 0;
}

ps_wait ps_waiter_wait(const ps_waiter *waiter, int fd, int ms) {
    struct pollfd fds[3] = {{.fd = fd, .events = POLLIN},
                            {.fd = waiter->wake[0], .events = POLLIN},
                            {.fd = ps_stop_fd(), .events = POLLIN}};
    for (;;) {
        int n = poll(fds, 3, ms);
        if (n < 0 && errno == EINTR) continue; /* a signal that wants an end shows in ps_stop_fd */
        if (n == 0) return PS_WAIT_TIME;
        if (n < 0 || fds[1].revents || (fds[2].revents && ps_stop_wanted())) return PS_WAIT_STOP;
        return PS_WAIT_READY;
    }
}
