/* SPDX-License-Identifier: Apache-2.0
 *
 * Loaded before a program, it moves the program's wall clock by the seconds that stand in a file of
 * eight bytes, at once when they change. Waits until a time of that clock end when it would have
 * come. The clock that never goes back is left alone. (libfaketime does not know the waits of
 * <threads.h>, which librdkafka has.) */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))
enum { A_DATE = 1000000000 }; /* seconds: what is less is the other clock's */

static const volatile int64_t *offset;
static int (*real_gettime)(clockid_t, struct timespec *);
static int (*real_cnd)(cnd_t *, mtx_t *, const struct timespec *);
static int (*real_cond)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);

__attribute__((constructor)) static void begin(void) {
    static const int64_t none;
    const char *path = getenv("CLOCK_SHIM");
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *bytes = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *offset, PROT_READ, MAP_SHARED, fd, 0);
    if (fd >= 0) (void)close(fd);
    offset = bytes == MAP_FAILED ? &none : bytes;
    *(void **)&real_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    *(void **)&real_cnd = dlsym(RTLD_NEXT, "cnd_timedwait");
    *(void **)&real_cond = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
}

SHOWN int clock_gettime(clockid_t clock, struct timespec *out) {
    if (!real_gettime) begin();
    int result = real_gettime(clock, out);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        out->tv_sec += (time_t)*offset;
    return result;
}

SHOWN int gettimeofday(struct timeval *restrict out, void *restrict zone) {
    struct timespec now;
    (void)zone;
    int result = clock_gettime(CLOCK_REALTIME, &now);
    out->tv_sec = now.tv_sec;
    out->tv_usec = now.tv_nsec / 1000;
    return result;
}

SHOWN time_t time(time_t *out) {
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}

SHOWN int timespec_get(struct timespec *out, int base) {
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, out) == 0 ? base : 0;
}

static struct timespec real_time(const struct timespec *until) {
    struct timespec at = *until;
    if (at.tv_sec > A_DATE) at.tv_sec -= (time_t)*offset;
    return at;
}

SHOWN int cnd_timedwait(cnd_t *restrict cond, mtx_t *restrict lock,
                        const struct timespec *restrict until) {
    struct timespec at = real_time(until);
    return real_cnd(cond, lock, &at);
}

SHOWN int pthread_cond_timedwait(pthread_cond_t *restrict cond, pthread_mutex_t *restrict lock,
                                 const struct timespec *restrict until) {
    struct timespec at = real_time(until);
    return real_cond(cond, lock, &at);
}
