/* SPDX-License-Identifier: Apache-2.0 */
#include "pool.h"

#include <pthread.h>
#include <stdlib.h>

struct ps_pool {
    pthread_mutex_t lock;
    pthread_cond_t given;
    bool closed;
    size_t count;
    void *things[];
};

ps_status ps_pool_new(ps_pool **out, size_t most) {
    ps_pool *pool = *out = calloc(1, sizeof *pool + most * sizeof pool->things[0]);
    if (!pool) return PS_E_NOMEM;
    bool ready =
        pthread_mutex_init(&pool->lock, NULL) == 0 && pthread_cond_init(&pool->given, NULL) == 0;
    if (ready) return PS_OK;
    free(pool);
    *out = NULL;
    return PS_E_NOMEM;
}

void ps_pool_free(ps_pool *pool) {
    if (!pool) return;
    (void)pthread_cond_destroy(&pool->given);
    (void)pthread_mutex_destroy(&pool->lock);
    free(pool);
}

void ps_pool_give(ps_pool *pool, void *thing) {
    (void)pthread_mutex_lock(&pool->lock);
    pool->things[pool->count++] = thing;
    (void)pthread_cond_signal(&pool->given);
    (void)pthread_mutex_unlock(&pool->lock);
}

void *ps_pool_take(ps_pool *pool) {
    void *thing = NULL;
    (void)pthread_mutex_lock(&pool->lock);
    while (!pool->count && !pool->closed) (void)pthread_cond_wait(&pool->given, &pool->lock);
    if (!pool->closed) thing = pool->things[--pool->count];
    (void)pthread_mutex_unlock(&pool->lock);
    return thing;
}

void ps_pool_close(ps_pool *pool) {
    (void)pthread_mutex_lock(&pool->lock);
    pool->closed = true;
    (void)pthread_cond_broadcast(&pool->given);
    (void)pthread_mutex_unlock(&pool->lock);
}
