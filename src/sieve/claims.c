/* SPDX-License-Identifier: Apache-2.0 */
#include "claims.h"

/* Claims the bytes [from, to) of the text that is looked at. */
static void claim(ps_scratch *s, const ps_subject *subject, ps_place *event, size_t from,
                  size_t to) {
    ps_ids_claim(s, event, ps_to_batch(subject, from), ps_end_to_batch(subject, from, to), true);
}

/* The same for what sentences have read, to which ids are alike when they are even. */
static void claim_words(ps_scratch *s, const ps_subject *subject, ps_place *event, size_t from,
                        size_t to) {
    if (event->even) return;
    ps_ids_claim(s, event, ps_to_batch(subject, from), ps_end_to_batch(subject, from, to), false);
}

bool ps_claim_read(ps_scratch *s, const ps_subject *subject, const ps_sight *sight) {
    for (size_t p = subject->first, i = 0; p < subject->last; p++) {
        const ps_place *place = &subject->places->items[p];
        ps_place *event = &s->places[0].items[place->event];
        while (i < sight->candidate_count && sight->candidates[i].at < place->from) i++;
        for (; i < sight->candidate_count && sight->candidates[i].at <= place->to; i++) {
            const ps_candidate *candidate = &sight->candidates[i];
            if (!event->ids || !ps_ids_are_read(s, candidate)) continue;
            size_t from = candidate->end - place->from > candidate->aux
                              ? candidate->end - candidate->aux
                              : place->from;
            claim(s, subject, event, from, place->to);
        }
    }
    return s->ids.claimed;
}

static bool is_address(char c) {
    return ps_is_alnum(c) || (unsigned char)c >= 0x80 || ps_is_one_of(c, "._%+-");
}

/* What a candidate has read, of the event: what was decided because of it hangs on that. */
static ps_extent read_by(ps_span event, const ps_candidate *here, const ps_verdict *verdict) {
    enum { NUMBER = 8 };
    ps_extent read = {here->at, here->end};
    bool sign = here->kind == PS_CANDIDATE_ANCHOR && event.ptr[here->at] == '@';
    switch ((ps_candidate_kind)here->kind) {
    case PS_CANDIDATE_KEY:
    case PS_CANDIDATE_LABEL:
        read.to = verdict ? ps_known_reach(event, here, verdict) : event.len;
        break;
    case PS_CANDIDATE_ANCHOR: /* the word that it stands in */
        while (read.from && (sign ? is_address(event.ptr[read.from - 1])
                                  : !ps_is_one_of(event.ptr[read.from - 1], " \n")))
            read.from--;
        while (read.to < event.len &&
               (sign ? is_address(event.ptr[read.to]) : !ps_is_one_of(event.ptr[read.to], " \n")))
            read.to++;
        break;
    case PS_CANDIDATE_FORM: /* an anchor with the first digit of a number, or the last one */
        if (ps_is_digit(event.ptr[here->end - 1])) read.to += NUMBER;
        if (ps_is_digit(event.ptr[here->at])) read.from -= read.from < NUMBER ? read.from : NUMBER;
        break;
    case PS_CANDIDATE_REGEX: /* claim_read */
    case PS_CANDIDATE_SHAPE: read.to = read.from; break;
    }
    if (read.to > event.len) read.to = event.len;
    return read;
}

void ps_claim_judged(ps_scratch *s, const ps_subject *subject, const ps_place *place,
                     const ps_candidate *candidates, size_t count, size_t found_from) {
    ps_place *event = &s->places[0].items[place->event];
    ps_span text = ps_span_cut(subject->text, place->from, place->to);
    ps_extent read = ps_judge_read(s->judge);
    ps_ids_claim_found(s, event, found_from);
    ps_extent words = ps_judge_words(s->judge);
    if (count && read.to) claim(s, subject, event, place->from + read.from, place->from + read.to);
    if (count && words.to)
        claim_words(s, subject, event, place->from + words.from, place->from + words.to);
    for (size_t i = 0; event->ids && i < count; i++) {
        const ps_verdict *verdict = i < PS_VERDICTS_MAX ? &ps_judge_verdicts(s->judge)[i] : NULL;
        ps_candidate here = candidates[i];
        here.at -= place->from;
        here.end -= place->from;
        ps_extent by = read_by(text, &here, verdict);
        claim(s, subject, event, place->from + by.from, place->from + by.to);
    }
}
