/* SPDX-License-Identifier: Apache-2.0 */
#include "turns.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

typedef struct task {
    ps_turns *turns;
    ps_turns_fn *fn;
    void *ctx;
    pthread_t thread;
} task;

struct ps_turns {
    pthread_mutex_t input;
    uint64_t numbers; /* given out; under `input` */

    pthread_mutex_t lock; /* everything below */
    /* Numbers in flight are consecutive and at most one a worker, so number % workers names the
     * one waiter to wake. */
    pthread_cond_t *next;
    pthread_cond_t big_free, ended;
    unsigned workers, tasks, running;
    uint64_t turn;
    bool big;
    ps_status status;
    ps_error error;
    atomic_bool failed;
    task *list;
};

static bool cond_monotonic(pthread_cond_t *cond) {
    pthread_condattr_t attr;
    if (pthread_condattr_init(&attr) != 0) return false;
    bool ready = pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0 &&
                 pthread_cond_init(cond, &attr) == 0;
    (void)pthread_condattr_destroy(&attr);
    return ready;
}

ps_status ps_turns_new(ps_turns **out, unsigned workers) {
    *out = NULL;
    ps_turns *t = calloc(1, sizeof *t);
    if (!t) return PS_E_NOMEM;
    t->next = calloc(workers, sizeof *t->next);
    t->list = calloc(workers, sizeof *t->list);
    t->workers = workers;
    bool ready = t->next && t->list && pthread_mutex_init(&t->input, NULL) == 0 &&
                 pthread_mutex_init(&t->lock, NULL) == 0 &&
                 pthread_cond_init(&t->big_free, NULL) == 0 && cond_monotonic(&t->ended);
    for (unsigned i = 0; ready && i < workers; i++)
        ready = pthread_cond_init(&t->next[i], NULL) == 0;
    if (!ready) {
        /* Locks that were made hold no memory on this system. */
        free(t->next);
        free(t->list);
        free(t);
        return PS_E_NOMEM;
    }
    *out = t;
    return PS_OK;
}

void ps_turns_free(ps_turns *t) {
    if (!t) return;
    for (unsigned i = 0; i < t->workers; i++) (void)pthread_cond_destroy(&t->next[i]);
    (void)pthread_cond_destroy(&t->big_free);
    (void)pthread_cond_destroy(&t->ended);
    (void)pthread_mutex_destroy(&t->lock);
    (void)pthread_mutex_destroy(&t->input);
    free(t->next);
    free(t->list);
    free(t);
}

void ps_turns_reset(ps_turns *t) {
    t->numbers = t->turn = 0;
    t->status = PS_OK;
    t->error = (ps_error){0};
    atomic_store(&t->failed, false);
}

bool ps_turns_enter(ps_turns *t) {
    (void)pthread_mutex_lock(&t->input);
    if (ps_turns_goes_on(t)) return true;
    (void)pthread_mutex_unlock(&t->input);
    return false;
}

bool ps_turns_goes_on(const ps_turns *t) {
    return !atomic_load(&t->failed);
}

void ps_turns_leave(ps_turns *t) {
    (void)pthread_mutex_unlock(&t->input);
}

uint64_t ps_turns_number(ps_turns *t) {
    return t->numbers++;
}

bool ps_turns_await(ps_turns *t, uint64_t number) {
    (void)pthread_mutex_lock(&t->lock);
    while (t->turn != number) (void)pthread_cond_wait(&t->next[number % t->workers], &t->lock);
    (void)pthread_mutex_unlock(&t->lock);
    return !atomic_load(&t->failed);
}

void ps_turns_pass(ps_turns *t) {
    (void)pthread_mutex_lock(&t->lock);
    t->turn++;
    (void)pthread_cond_signal(&t->next[t->turn % t->workers]);
    (void)pthread_mutex_unlock(&t->lock);
}

void ps_turns_take_big(ps_turns *t) {
    (void)pthread_mutex_lock(&t->lock);
    while (t->big) (void)pthread_cond_wait(&t->big_free, &t->lock);
    t->big = true;
    (void)pthread_mutex_unlock(&t->lock);
}

void ps_turns_give_big(ps_turns *t) {
    (void)pthread_mutex_lock(&t->lock);
    t->big = false;
    (void)pthread_cond_signal(&t->big_free);
    (void)pthread_mutex_unlock(&t->lock);
}

bool ps_turns_fail(ps_turns *t, ps_status status, const ps_error *err) {
    (void)pthread_mutex_lock(&t->lock);
    bool first = t->status == PS_OK;
    if (first) {
        t->status = status;
        t->error = *err;
    }
    atomic_store(&t->failed, true);
    (void)pthread_mutex_unlock(&t->lock);
    return first;
}

ps_status ps_turns_outcome(ps_turns *t, ps_error *err) {
    (void)pthread_mutex_lock(&t->lock);
    ps_status status = t->status;
    if (status != PS_OK && err) *err = t->error;
    (void)pthread_mutex_unlock(&t->lock);
    return status;
}

static void *run_task(void *ctx) {
    task *own = ctx;
    ps_turns *t = own->turns;
    own->fn(own->ctx);
    (void)pthread_mutex_lock(&t->lock);
    if (--t->running == 0) (void)pthread_cond_signal(&t->ended);
    (void)pthread_mutex_unlock(&t->lock);
    return NULL;
}

ps_status ps_turns_spawn(ps_turns *t, ps_turns_fn *fn, void *ctx) {
    if (t->tasks == t->workers) return PS_E_LIMIT;
    task *new = &t->list[t->tasks];
    *new = (task){.turns = t, .fn = fn, .ctx = ctx};
    (void)pthread_mutex_lock(&t->lock);
    /* A worker takes no signals: they would interrupt it while it holds a lock. */
    sigset_t all, before;
    (void)sigfillset(&all);
    const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL}; /* its own: they cannot wait */
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) (void)sigdelset(&all, faults[i]);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    bool made = pthread_create(&new->thread, NULL, run_task, new) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (made) t->running++;
    (void)pthread_mutex_unlock(&t->lock);
    if (!made) return PS_E_NOMEM;
    t->tasks++;
    return PS_OK;
}

static struct timespec later(uint32_t ms) {
    struct timespec at = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += (time_t)(ms / 1000);
    at.tv_nsec += (long)(ms % 1000) * 1000000L;
    if (at.tv_nsec >= 1000000000L) {
        at.tv_nsec -= 1000000000L;
        at.tv_sec++;
    }
    return at;
}

static bool ended_within(ps_turns *t, uint32_t ms) {
    struct timespec at = later(ms);
    int result = 0;
    (void)pthread_mutex_lock(&t->lock);
    while (t->running && result == 0) result = pthread_cond_timedwait(&t->ended, &t->lock, &at);
    bool over = t->running == 0;
    (void)pthread_mutex_unlock(&t->lock);
    return over;
}

bool ps_turns_join(ps_turns *t, uint32_t ms) {
    if (ms != UINT32_MAX && !ended_within(t, ms)) return false;
    for (unsigned i = 0; i < t->tasks; i++) (void)pthread_join(t->list[i].thread, NULL);
    t->tasks = 0;
    return true;
}
