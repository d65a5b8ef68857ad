/* SPDX-License-Identifier: Apache-2.0 */
#include "hand.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

enum { STACK = 8 << 20 }; /* as the program has: no more of it is there than was touched */

typedef enum phase { FREE, GIVEN, DONE, END } phase;

struct ps_hand {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t to_hand, to_caller, to_others;
    phase phase;
    ps_hand_fn *fn;
    void *work;
};

static void *labour(void *arg) {
    ps_hand *hand = arg;
    (void)pthread_mutex_lock(&hand->lock);
    while (hand->phase != END) {
        if (hand->phase != GIVEN) {
            (void)pthread_cond_wait(&hand->to_hand, &hand->lock);
            continue;
        }
        (void)pthread_mutex_unlock(&hand->lock);
        hand->fn(hand->work);
        (void)pthread_mutex_lock(&hand->lock);
        hand->phase = DONE;
        (void)pthread_cond_signal(&hand->to_caller);
    }
    (void)pthread_mutex_unlock(&hand->lock);
    return NULL;
}

void ps_hand_do(ps_hand *hand, ps_hand_fn *fn, void *work) {
    (void)pthread_mutex_lock(&hand->lock);
    while (hand->phase != FREE) (void)pthread_cond_wait(&hand->to_others, &hand->lock);
    hand->fn = fn;
    hand->work = work;
    hand->phase = GIVEN;
    (void)pthread_cond_signal(&hand->to_hand);
    while (hand->phase != DONE) (void)pthread_cond_wait(&hand->to_caller, &hand->lock);
    hand->phase = FREE;
    (void)pthread_cond_signal(&hand->to_others);
    (void)pthread_mutex_unlock(&hand->lock);
}

/* Signals are the host's: none may end up on a thread that it does not know. */
static bool start(ps_hand *hand) {
    pthread_attr_t attr;
    sigset_t all, before;
    if (pthread_attr_init(&attr) != 0) return false;
    (void)sigfillset(&all);
    bool good = pthread_attr_setstacksize(&attr, STACK) == 0 &&
                pthread_sigmask(SIG_SETMASK, &all, &before) == 0;
    if (good) {
        good = pthread_create(&hand->thread, &attr, labour, hand) == 0;
        (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    (void)pthread_attr_destroy(&attr);
    return good;
}

static void release(ps_hand *hand) {
    (void)pthread_cond_destroy(&hand->to_others);
    (void)pthread_cond_destroy(&hand->to_caller);
    (void)pthread_cond_destroy(&hand->to_hand);
    (void)pthread_mutex_destroy(&hand->lock);
    free(hand);
}

ps_hand *ps_hand_new(void) {
    ps_hand *hand = calloc(1, sizeof *hand);
    if (!hand) return NULL;
    (void)pthread_mutex_init(&hand->lock, NULL); /* these four cannot fail on Linux */
    (void)pthread_cond_init(&hand->to_hand, NULL);
    (void)pthread_cond_init(&hand->to_caller, NULL);
    (void)pthread_cond_init(&hand->to_others, NULL);
    if (start(hand)) return hand;
    release(hand);
    return NULL;
}

void ps_hand_free(ps_hand *hand) {
    if (!hand) return;
    (void)pthread_mutex_lock(&hand->lock);
    hand->phase = END;
    (void)pthread_cond_signal(&hand->to_hand);
    (void)pthread_mutex_unlock(&hand->lock);
    (void)pthread_join(hand->thread, NULL);
    release(hand);
}
