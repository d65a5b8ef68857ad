/* SPDX-License-Identifier: Apache-2.0
 *
 * Events with a known skeleton: they are judged without a look through the lens, or not at all. And
 * the others: whether theirs is worth knowing (recall.h). */
#include "blind.h"
#include "sieve_inside.h"
#include "skeleton.h"

/* Without memory for it every event is looked at. */
void ps_known_begin(ps_scratch *s) {
    if (s->recall) {
        ps_recall_tidy(s->recall);
        return;
    }
    if (s->recall_tried || s->counts.bytes_in < PS_RECALL_WORTH_BYTES) return;
    s->recall_tried = true;
    s->sets = ps_byte_sets_best();
    if (ps_varying_new(&s->varying, s->engine->rules, s->engine->enabled, s->engine->lens) == PS_OK)
        s->recall = ps_recall_new();
}

/* ---- knowing ---- */

static ps_span text_of(ps_span batch, const ps_place *event) {
    return ps_span_cut(batch, event->from, event->to);
}

static ps_span skeleton_of(const ps_scratch *s, const ps_place *event) {
    return ps_span_of(s->skeletons.ptr + event->skeleton, event->to - event->from);
}

static void ask(const ps_scratch *s, const ps_template *template, ps_span text, ps_reply *answers) {
    for (size_t i = 0; i < template->question_count; i++)
        answers[i] = ps_varying_ask(s->varying, text, &template->questions[i]);
}

static const ps_known *find(ps_scratch *s, ps_span text, ps_span skeleton, uint64_t hash) {
    ps_reply answers[PS_RECALL_QUESTIONS_MAX];
    const ps_template *template = ps_recall_template(s->recall, skeleton, hash);
    if (!template) return NULL;
    ask(s, template, text, answers);
    return ps_recall_known(s->recall, template, answers);
}

void ps_known_look(ps_scratch *s, ps_span batch, ps_place *event) {
    size_t len = event->to - event->from, at = s->skeletons.len;
    event->known = NULL;
    event->has_skeleton = false;
    if (!s->recall || s->trace || !len || len > PS_SKELETON_MAX || event->carried) return;
    if (ps_buf_reserve(&s->skeletons, len + PS_SKELETON_SPARE) != PS_OK) return;
    ps_span text = text_of(batch, event);
    char *skeleton = s->skeletons.ptr + at;
    event->hash = ps_skeleton_make(s->sets, text, skeleton);
    s->skeletons.len += len;
    event->has_skeleton = true;
    event->skeleton = (uint32_t)at;
    event->known = find(s, text, ps_span_of(skeleton, len), event->hash);
}

void ps_known_look_again(ps_scratch *s, ps_span batch, ps_place *event) {
    if (event->has_skeleton && event->plain && s->recall)
        event->known = find(s, text_of(batch, event), skeleton_of(s, event), event->hash);
}

/* ---- what is known holds again ---- */

/* Are all its candidates kept again? Then their reasons are counted. */
static bool all_kept(ps_scratch *s, ps_span text, const ps_known *known) {
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
    for (size_t i = 0; i < known->kept_count; i++) s->counts.reasons[reasons[i]]++;
    return true;
}

size_t ps_known_candidates(ps_scratch *s, ps_span batch, const ps_place *event) {
    const ps_known *known = event->known;
    ps_span text = text_of(batch, event);
    if (text.len && text.ptr[text.len - 1] == '\r') text.len--;
    for (unsigned i = 0; known->settled && i < PS_REASON_COUNT; i++)
        s->counts.reasons[i] += known->reasons[i];
    if (all_kept(s, text, known)) return 0;
    for (size_t i = 0; i < known->kept_count; i++) {
        ps_candidate here = ps_known_kept(known)[i].candidate;
        here.at += (uint32_t)event->from;
        here.end += (uint32_t)event->from;
        if (here.kind == PS_CANDIDATE_KEY) here.aux += (uint32_t)event->from;
        s->recalled[i] = here;
    }
    return known->kept_count;
}

/* ---- learning ---- */

/* An event that may be learnt. */
typedef struct ps_lesson {
    ps_span text, skeleton;
    ps_known known;
    ps_kept kept[PS_RECALL_CANDIDATES_MAX];
} ps_lesson;

static bool hides(const ps_lesson *lesson, size_t from, size_t to) {
    if (to > lesson->text.len) to = lesson->text.len;
    for (size_t at = from; at < to; at++)
        if (ps_is_digit(lesson->text.ptr[at]) &&
            ps_skeleton_hides(lesson->text, lesson->skeleton.ptr, at))
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

/* How far behind a key or label what was decided hangs on what stands there. */
static size_t read_to(const ps_lesson *lesson, const ps_candidate *candidate,
                      const ps_verdict *verdict) {
    enum { AHEAD = 32 };
    size_t end = line_end(lesson->text, candidate->end);
    if (verdict->to <= candidate->end) return end; /* no value */
    bool quoted =
        verdict->to < lesson->text.len && ps_is_one_of(lesson->text.ptr[verdict->to], "\"'");
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
    return !hides(lesson, candidate->at, read_to(lesson, candidate, verdict));
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
    lesson->known = (ps_known){.judged = true};
    for (size_t i = 0; i < count; i++)
        if (candidates[i].kind != PS_CANDIDATE_FORM)
            lesson->kept[lesson->known.kept_count++] =
                (ps_kept){.candidate = candidates[i], .kind = PS_KEPT_JUDGED};
}

static const ps_template *learn_template(ps_scratch *s, const ps_lesson *lesson, uint64_t hash) {
    ps_question questions[PS_RECALL_QUESTIONS_MAX];
    size_t count;
    if (!ps_varying_questions(s->varying, lesson->text, lesson->skeleton.ptr, questions,
                              PS_RECALL_QUESTIONS_MAX, &count))
        return NULL;
    return ps_recall_add_template(s->recall, lesson->skeleton, hash, questions, count);
}

void ps_known_learn(ps_scratch *s, ps_span batch, const ps_place *event,
                    const ps_candidate *candidates, size_t count, size_t found_from) {
    ps_lesson lesson = {.text = text_of(batch, event), .skeleton = skeleton_of(s, event)};
    ps_reply answers[PS_RECALL_QUESTIONS_MAX];
    const ps_verdict *verdicts = ps_judge_verdicts(s->judge);
    if (count > PS_RECALL_CANDIDATES_MAX || !ps_recall_worth(s->recall, event->hash)) return;
    if (found_word(s, found_from, batch)) return;
    ps_candidate here[PS_RECALL_CANDIDATES_MAX];
    for (size_t i = 0; i < count; i++) {
        here[i] = candidates[i];
        here[i].at -= (uint32_t)event->from;
        here[i].end -= (uint32_t)event->from;
        if (here[i].kind == PS_CANDIDATE_KEY) here[i].aux -= (uint32_t)event->from;
        if (!learn_candidate(s->engine->rules, &lesson, &here[i], &verdicts[i])) return;
    }
    if (lesson.known.judged) keep_all(&lesson, here, count);
    const ps_template *template = ps_recall_template(s->recall, lesson.skeleton, event->hash);
    if (!template) template = learn_template(s, &lesson, event->hash);
    if (!template) return;
    ask(s, template, lesson.text, answers);
    ps_recall_add_known(s->recall, template, answers, &lesson.known, lesson.kept);
}
