/* SPDX-License-Identifier: Apache-2.0
 *
 * Two pages: one is filled; when it is full, the other one is wiped and filled next. */
#include "lessons.h"

#include "host.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { PAGE_BYTES = 1 << 20 };

struct ps_lessons {
    atomic_flag taken; /* by whoever tells and hears */
    char *pages[2];
    size_t used[2];
    uint64_t page; /* the one that is filled, counted from 0; pages[page % 2] */
    ps_met *met;
};

ps_lessons *ps_lessons_new(void) {
    ps_lessons *lessons = calloc(1, sizeof *lessons);
    if (!lessons) return NULL;
    for (unsigned i = 0; i < 2; i++) lessons->pages[i] = malloc(PAGE_BYTES);
    lessons->met = ps_met_new();
    if (lessons->pages[0] && lessons->pages[1] && lessons->met) return lessons;
    ps_lessons_free(lessons);
    return NULL;
}

void ps_lessons_free(ps_lessons *lessons) {
    if (!lessons) return;
    for (unsigned i = 0; i < 2; i++) {
        if (lessons->pages[i]) ps_host_wipe(lessons->pages[i], lessons->used[i]);
        free(lessons->pages[i]);
    }
    ps_met_free(lessons->met);
    free(lessons);
}

static void tell(ps_lessons *lessons, const ps_known *known) {
    unsigned page = lessons->page % 2;
    if (known->size > PAGE_BYTES) return;
    if (lessons->used[page] + known->size > PAGE_BYTES) {
        page = ++lessons->page % 2;
        ps_host_wipe(lessons->pages[page], lessons->used[page]);
        lessons->used[page] = 0;
    }
    memcpy(lessons->pages[page] + lessons->used[page], known, known->size);
    lessons->used[page] += known->size;
}

/* What is on one page from *at on. */
static void hear(const ps_lessons *lessons, unsigned page, size_t *at, ps_recall *recall) {
    while (*at < lessons->used[page]) {
        const ps_known *known = (const ps_known *)(const void *)(lessons->pages[page] + *at);
        ps_recall_take(recall, known);
        *at += known->size;
    }
}

static void exchange(ps_lessons *lessons, ps_recall *recall, ps_heard *heard) {
    for (const ps_known *known; (known = ps_recall_news(recall));) tell(lessons, known);
    bool missed = heard->page + 1 < lessons->page;
    if (missed) *heard = (ps_heard){lessons->page - 1, 0};
    while (heard->page < lessons->page) {
        hear(lessons, heard->page % 2, &heard->at, recall);
        *heard = (ps_heard){heard->page + 1, 0};
    }
    hear(lessons, heard->page % 2, &heard->at, recall);
}

void ps_lessons_exchange(ps_lessons *lessons, ps_recall *recall, ps_heard *heard) {
    if (atomic_flag_test_and_set_explicit(&lessons->taken, memory_order_acquire)) return;
    exchange(lessons, recall, heard);
    atomic_flag_clear_explicit(&lessons->taken, memory_order_release);
}

ps_met *ps_lessons_met(ps_lessons *lessons) {
    return lessons->met;
}
