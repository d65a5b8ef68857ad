/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines and events that are known: they are judged without a look through the lens, or not at all.
 * And the others: whether they are worth knowing (recall.h). */
#include "blind.h"
#include "hex_ids.h"
#include "sieve_inside.h"

void ps_scratch_share(ps_scratch *s, ps_lessons *lessons) {
    s->lessons = lessons;
}

void ps_known_exchange(ps_scratch *s) {
    if (s->lessons && s->recall) ps_lessons_exchange(s->lessons, s->recall, &s->heard);
}

/* Without memory for it every event is looked at. */
void ps_scratch_prepare(ps_scratch *s) {
    if (s->recall) {
        ps_known_exchange(s);
        ps_recall_tidy(s->recall);
        return;
    }
    if (s->recall_tried || s->counts.bytes_in < PS_RECALL_WORTH_BYTES) return;
    s->recall_tried = true;
    if (ps_varying_new(&s->varying, s->engine->rules, s->engine->enabled, s->engine->lens) == PS_OK)
        s->recall = ps_recall_new(s->varying, s->lessons ? ps_lessons_met(s->lessons) : NULL);
}

/* ---- knowing ---- */

static bool may_be_known(const ps_scratch *s, size_t len) {
    return s->recall && !s->trace && len && len <= PS_SKELETON_MAX;
}

/* What is decoded is judged with what stands beside it: it is known apart. */
static uint64_t hash_of(const ps_scratch *s, ps_span text, bool decoded) {
    uint64_t hash = ps_recall_hash(s->recall, text);
    return decoded ? ~hash : hash;
}

static ps_known_ref find(ps_scratch *s, ps_span text, bool decoded) {
    return ps_recall_find(s->recall, text, hash_of(s, text, decoded));
}

/* As it stands, or with stand-ins for its ids: as it was learnt. */
static ps_known_ref look(ps_scratch *s, ps_span text) {
    if (!may_be_known(s, text.len)) return 0;
    ps_known_ref ref = find(s, text, false);
    if (ref) return ref;
    bool even;
    ps_span read = ps_ids_event(s, text, &even);
    if (read.ptr == text.ptr) return PS_KNOWN_IDLESS;
    ref = find(s, read, false);
    return ref && (even || !ps_recall_at(s->recall, ref)->even) ? ref : 0;
}

bool ps_track_step(ps_track *track, const ps_engine *engine, ps_scratch *s, ps_span line,
                   uint32_t *known) {
    *known = s ? look(s, line) : 0;
    if (ps_is_known(*known)) {
        const ps_event_opening *opening = &ps_recall_at(s->recall, *known)->opening;
        if (ps_event_opens(opening, &track->event)) {
            track->event = ps_event_opened(opening, line);
            return false;
        }
    }
    return ps_track_line(track, engine, line);
}

static ps_span text_of(ps_span batch, const ps_place *event) {
    return ps_span_cut(batch, event->from, event->to);
}

void ps_known_note(const ps_scratch *s, ps_place *event, uint32_t ref) {
    event->known = ps_is_known(ref) ? ps_recall_at(s->recall, ref) : NULL;
    event->idless = ref == PS_KNOWN_IDLESS;
}

void ps_known_look(ps_scratch *s, ps_span batch, ps_place *event) {
    ps_known_note(s, event, event->carried ? 0 : look(s, text_of(batch, event)));
}

/* What was not known at the beginning of the batch is known when it has been learnt since. */
static ps_known_ref find_fresh(ps_scratch *s, ps_span text) {
    uint64_t hash = hash_of(s, text, false);
    return ps_recall_is_fresh(s->recall, hash) ? ps_recall_find(s->recall, text, hash) : 0;
}

void ps_known_look_again(ps_scratch *s, ps_span batch, ps_place *event) {
    ps_span text = text_of(batch, event);
    if (event->carried || !may_be_known(s, text.len)) return;
    ps_known_ref ref = find_fresh(s, text);
    if (!ref && !event->idless) {
        bool even;
        ps_span read = ps_ids_event(s, text, &even);
        event->idless = read.ptr == text.ptr;
        ref = event->idless ? 0 : find_fresh(s, read);
        if (ref && !even && ps_recall_at(s->recall, ref)->even) return;
    }
    if (ref) event->known = ps_recall_at(s->recall, ref);
}

/* ---- what is known holds again ---- */

/* Are all its candidates kept again? Then their reasons are counted. */
static bool all_kept(ps_scratch *s, ps_span text, const ps_known *known, bool counted) {
    uint8_t reasons[PS_RECALL_CANDIDATES_MAX];
    if (known->judged) return false;
    for (size_t i = 0; i < known->kept_count; i++) {
        const ps_kept *kept = &ps_known_kept(known)[i];
        ps_reason reason = kept->reason;
        if (kept->kind == PS_KEPT_SHAPE &&
            !ps_judge_refuses(s->engine->judge, text, &kept->candidate, &reason))
            return false;
        reasons[i] = (uint8_t)reason;
    }
    for (size_t i = 0; counted && i < known->kept_count; i++) s->counts.reasons[reasons[i]]++;
    return true;
}

static ps_span without_return(ps_span text) {
    if (text.len && text.ptr[text.len - 1] == '\r') text.len--;
    return text;
}

size_t ps_known_candidates(ps_scratch *s, ps_span all, const ps_place *event, bool counted) {
    const ps_known *known = event->known;
    ps_span text = without_return(text_of(all, event));
    for (unsigned i = 0; counted && known->settled && i < PS_REASON_COUNT; i++)
        s->counts.reasons[i] += known->reasons[i];
    if (all_kept(s, text, known, counted)) return 0;
    for (size_t i = 0; i < known->kept_count; i++) {
        ps_candidate here = ps_known_kept(known)[i].candidate;
        here.at += (uint32_t)event->from;
        here.end += (uint32_t)event->from;
        if (here.kind == PS_CANDIDATE_KEY) here.aux += (uint32_t)event->from;
        s->recalled[i] = here;
    }
    return known->kept_count;
}

const ps_known *ps_known_decoded(ps_scratch *s, ps_span text) {
    ps_known_ref ref = may_be_known(s, text.len) ? find(s, text, true) : 0;
    return ref ? ps_recall_at(s->recall, ref) : NULL;
}

/* ---- learning ---- */

/* An event that may be learnt. */
typedef struct ps_lesson {
    ps_span text;
    char skeleton[PS_SKELETON_MAX + PS_SKELETON_SPARE];
    ps_known known;
    ps_kept kept[PS_RECALL_CANDIDATES_MAX];
    ps_ranges ranges;
} ps_lesson;

static bool hides(const ps_lesson *lesson, size_t from, size_t to) {
    if (to > lesson->text.len) to = lesson->text.len;
    for (size_t at = from; at < to; at++)
        if (ps_is_digit(lesson->text.ptr[at]) &&
            ps_skeleton_hides(lesson->text, lesson->skeleton, at))
            return true;
    return false;
}

/* Does a value that was found hold a letter? It may be a name, which nobody else has. */
static bool found_word(const ps_scratch *s, size_t found_from, ps_span batch) {
    for (size_t i = found_from; i < s->found_count; i++)
        for (size_t at = s->found[i].from; at < s->found[i].to; at++)
            if (ps_is_alpha(batch.ptr[at]) || (unsigned char)batch.ptr[at] >= 0x80) return true;
    return false;
}

static size_t line_end(ps_span text, size_t at) {
    const char *newline = memchr(text.ptr + at, '\n', text.len - at);
    return newline ? (size_t)(newline - text.ptr) : text.len;
}

size_t ps_known_reach(ps_span event, const ps_candidate *candidate, const ps_verdict *verdict) {
    enum { AHEAD = 32 };
    size_t end = line_end(event, candidate->end);
    if (verdict->to <= candidate->end) return end; /* no value */
    bool quoted = verdict->to < event.len && ps_is_one_of(event.ptr[verdict->to], "\"'");
    size_t to = verdict->to + (quoted ? 2 : AHEAD);
    return to < end ? to : end;
}

enum {
    CONDITIONAL = 1 << PS_REASON_NO_PERSON | 1 << PS_REASON_NOT_PAIRED,
    REDACTING = 1 << PS_REASON_LABELLED | 1 << PS_REASON_SHAPED | 1 << PS_REASON_IN_CONTEXT |
                1 << PS_REASON_AGAIN | 1 << PS_REASON_SUSPECT_STRICT
};

static ps_kept_kind kind_of(const ps_candidate *candidate, const ps_verdict *verdict) {
    bool once = verdict->count == 1 && !(verdict->reasons & REDACTING);
    bool shape = candidate->kind == PS_CANDIDATE_SHAPE || candidate->kind == PS_CANDIDATE_ANCHOR;
    if (once && shape) return PS_KEPT_SHAPE;
    if (once && candidate->kind == PS_CANDIDATE_KEY && (verdict->reasons & CONDITIONAL))
        return PS_KEPT_CONDITIONAL;
    return PS_KEPT_JUDGED;
}

/* A regex that finds nothing, and would find nothing with other digits. */
static bool is_blind(const ps_rules *rules, const ps_candidate *candidate,
                     const ps_verdict *verdict) {
    const ps_find *find = &ps_rules_at(rules, candidate->rule)->finds[candidate->item];
    return !verdict->matched && ps_regex_is_blind(ps_span_of(find->text, find->len));
}

/* Nothing that it hangs on can be another digit. */
static bool is_settled(const ps_rules *rules, const ps_lesson *lesson,
                       const ps_candidate *candidate, const ps_verdict *verdict) {
    if (candidate->kind == PS_CANDIDATE_REGEX) return is_blind(rules, candidate, verdict);
    bool words = candidate->kind == PS_CANDIDATE_KEY || candidate->kind == PS_CANDIDATE_LABEL;
    if (!words || verdict->count > 1 || (verdict->reasons & (REDACTING | CONDITIONAL)))
        return false;
    return !hides(lesson, candidate->at, ps_known_reach(lesson->text, candidate, verdict));
}

/* False: it cannot be learnt. */
static bool learn_candidate(const ps_rules *rules, ps_lesson *lesson, const ps_candidate *candidate,
                            const ps_verdict *verdict) {
    if (candidate->kind == PS_CANDIDATE_FORM) return ps_forms[candidate->item].words;
    uint8_t reason = verdict->reasons ? (uint8_t)__builtin_ctz(verdict->reasons) : 0;
    if (is_settled(rules, lesson, candidate, verdict)) {
        lesson->known.reasons[reason] += (uint8_t)verdict->count;
        lesson->known.settled |= verdict->count > 0;
        return true;
    }
    ps_kept *kept = &lesson->kept[lesson->known.kept_count++];
    *kept = (ps_kept){*candidate, reason, kind_of(candidate, verdict)};
    lesson->known.judged |= kept->kind == PS_KEPT_JUDGED;
    return true;
}

/* Where the judge is asked, it is told all that the lens saw: a label gives way to a key beside it.
 */
static void keep_all(ps_lesson *lesson, const ps_candidate *candidates, size_t count) {
    lesson->known.judged = true;
    lesson->known.settled = false;
    lesson->known.kept_count = 0;
    memset(lesson->known.reasons, 0, sizeof lesson->known.reasons);
    for (size_t i = 0; i < count; i++)
        if (candidates[i].kind != PS_CANDIDATE_FORM)
            lesson->kept[lesson->known.kept_count++] =
                (ps_kept){.candidate = candidates[i], .kind = PS_KEPT_JUDGED};
}

/* Which other texts are the same. */
static bool learn_ranges(const ps_scratch *s, ps_lesson *lesson) {
    ps_question questions[PS_RECALL_QUESTIONS_MAX];
    size_t count;
    return ps_varying_questions(s->varying, lesson->text, lesson->skeleton, questions,
                                PS_RECALL_QUESTIONS_MAX, &count) &&
           ps_ranges_make(s->varying, lesson->text, lesson->skeleton, questions, count,
                          &lesson->ranges);
}

/* What a line is to the lines before and behind it. */
static void learn_opening(const ps_scratch *s, ps_lesson *lesson) {
    if (memchr(lesson->text.ptr, '\n', lesson->text.len)) return;
    lesson->known.opening = ps_event_opening_of(lesson->text, &s->engine->event_limits);
}

void ps_known_learn(ps_scratch *s, ps_span batch, const ps_place *event,
                    const ps_candidate *candidates, size_t count, const ps_learning *learning) {
    ps_span text = text_of(batch, event);
    bool ids = s->places[0].items[event->event].ids;
    if (event->carried || !may_be_known(s, text.len) || count > PS_RECALL_CANDIDATES_MAX) return;
    uint64_t hash = hash_of(s, text, learning->decoded);
    if (!ps_recall_worth(s->recall, hash) || found_word(s, learning->found_from, batch)) return;
    if (ps_recall_find(s->recall, text, hash)) return; /* known, but not what it stands for */
    const ps_verdict *verdicts = ps_judge_verdicts(s->judge);
    ps_lesson lesson;
    lesson.text = text;
    lesson.known = (ps_known){
        .hash = hash, .len = (uint32_t)text.len, .ids = ids, .encoded = learning->encoded};
    bool words = count && ps_judge_words(s->judge).to; /* of what stands there, or is decoded */
    lesson.known.even = ids && (words || learning->encoded);
    ps_skeleton_make(s->sets, text, lesson.skeleton);
    if (ids) ps_hex_ids_settle(s->sets, text, lesson.skeleton);
    ps_candidate here[PS_RECALL_CANDIDATES_MAX];
    for (size_t i = 0; i < count; i++) {
        here[i] = candidates[i];
        here[i].at -= (uint32_t)event->from;
        here[i].end -= (uint32_t)event->from;
        if (here[i].kind == PS_CANDIDATE_KEY) here[i].aux -= (uint32_t)event->from;
        if (!learn_candidate(s->engine->rules, &lesson, &here[i], &verdicts[i])) return;
    }
    if (lesson.known.judged) keep_all(&lesson, here, count);
    if (!learn_ranges(s, &lesson)) return;
    learn_opening(s, &lesson);
    ps_recall_add(s->recall, &lesson.known, lesson.kept, &lesson.ranges);
}
