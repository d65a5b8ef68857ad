/* SPDX-License-Identifier: Apache-2.0
 *
 * From elements to slots. What is no value of a person is kept where it looks like one: the form
 * knows better than a shape. */
#include "checks.h"
#include "x12.h"

enum { KEEP_DIGITS = 5, KEEP_MOST = 80 };

typedef struct putting {
    ps_reader *reader;
    const ps_x12_state *state;
    const ps_x12_segment *segment;
    uint64_t taken; /* elements that have a slot */
} putting;

static ps_span value(const putting *p, size_t n) {
    return ps_x12_value(p->state->text, p->segment, n);
}

static bool is(ps_span v, const char *text) {
    return ps_span_eq(v, ps_span_z(text));
}

static bool is_any(ps_span v, const char *const *list) {
    for (; *list; list++)
        if (is(v, *list)) return true;
    return false;
}

/* Is the segment silent about persons, so that only what can be nothing else goes? */
static bool of_others(const putting *p) {
    return p->state->who == PS_X12_OTHER;
}
static bool unproven(const putting *p) {
    return p->state->business == PS_X12_EITHER;
}

static bool has_blanks(ps_slot_kind kind) {
    return kind == PS_SLOT_NAME || kind == PS_SLOT_ADDRESS || kind == PS_SLOT_CITY ||
           kind == PS_SLOT_TEXT || kind == PS_SLOT_GROUP || kind == PS_SLOT_PHONE;
}

static void take_at(putting *p, size_t n, ps_slot_kind kind, size_t from, size_t to) {
    ps_span text = p->state->text;
    bool open = n == p->segment->count && !p->segment->closed;
    for (size_t i = from; open && !has_blanks(kind) && i < to; i++)
        if (text.ptr[i] == ' ') to = i; /* prose goes on behind a cut message */
    for (size_t i = from; i < to; i++)  /* of a wrapped line the end stays */
        if (text.ptr[i] == '\n' || text.ptr[i] == '\r') {
            ps_put(p->reader, kind, from, i);
            from = i + 1;
        }
    ps_put(p->reader, kind, from, to);
    p->taken |= UINT64_C(1) << n;
}

static void take(putting *p, size_t n, ps_slot_kind kind) {
    ps_extent e = ps_x12_element(p->state->text, p->segment, n);
    take_at(p, n, kind, e.from, e.to);
}

/* ---- numbers ---- */

ps_slot_kind ps_x12_number_kind(ps_span code, ps_span number) {
    const ps_x12_code *row = ps_x12_code_find(&ps_x12_numbers, code);
    ps_slot_kind kind = row ? (ps_slot_kind)row->means : PS_SLOT_OTHER;
    if (!code.len) kind = PS_SLOT_MEMBER;
    return kind == PS_SLOT_MEMBER && ps_check_mbi(number) ? PS_SLOT_MBI : kind;
}

/* The number at n, named by the code before it. Of others, only what names one human being. */
static void take_number(putting *p, size_t n, bool others) {
    ps_span code = value(p, n - 1);
    ps_slot_kind kind = ps_x12_number_kind(code, value(p, n));
    bool human = is(code, "34") || is(code, "SY");
    if (!others || human || kind == PS_SLOT_NPI) take(p, n, kind);
}

/* ---- names ---- */

static void put_name_parts(putting *p, size_t first, size_t last) {
    size_t from = 0, to = 0;
    for (size_t n = first; n <= last; n++) {
        ps_extent e = ps_x12_element(p->state->text, p->segment, n);
        if (e.from == e.to) continue;
        if (!to) from = n;
        to = n;
    }
    if (!to) return;
    ps_extent a = ps_x12_element(p->state->text, p->segment, from);
    ps_extent b = ps_x12_element(p->state->text, p->segment, to);
    bool wrapped = memchr(p->state->text.ptr + a.from, '\n', b.to - a.from);
    if (wrapped || from == to)
        take_at(p, to, PS_SLOT_NAME, a.from, b.to);
    else
        ps_put_parts(p->reader, PS_SLOT_NAME, a.from, b.to, p->state->signs.element);
    for (size_t n = from; n <= to; n++) p->taken |= UINT64_C(1) << n;
}

/* A label of ours has taken the place of several elements: the number has moved. */
static size_t find_number(const putting *p) {
    for (size_t n = 4; n < p->segment->count; n++)
        if (ps_x12_code_find(&ps_x12_numbers, value(p, n)) && value(p, n + 1).len) return n + 1;
    return 0;
}

static void put_nm1(putting *p) {
    bool person = ps_x12_entity(p->state->text, p->segment) == PS_X12_PERSON;
    ps_span last_name = value(p, 3);
    size_t own = ps_own_output_at(last_name, 0, NULL);
    if (own && own == last_name.len) {
        size_t number = find_number(p);
        if (number) take_number(p, number, !person);
        return;
    }
    if (person) {
        put_name_parts(p, 3, 7);
        take(p, 12, PS_SLOT_NAME);
    }
    take_number(p, 9, !person);
}

static void put_n1(putting *p) {
    bool person = ps_x12_entity(p->state->text, p->segment) == PS_X12_PERSON;
    if (person && !unproven(p)) take(p, 2, PS_SLOT_NAME);
    if (value(p, 4).len) take_number(p, 4, of_others(p));
}

/* ---- references, contacts, dates ---- */

static void put_reference_at(putting *p, size_t code, size_t number) {
    const ps_x12_code *row = ps_x12_code_find(&ps_x12_references, value(p, code));
    bool always = row && row->whose == PS_X12_ALWAYS;
    if (row && row->means == PS_SLOT_KEEP) return;
    if (!always && (of_others(p) || unproven(p))) return;
    take(p, number, row ? (ps_slot_kind)row->means : PS_SLOT_OTHER);
}

static void put_ref(putting *p) {
    const ps_x12_code *row = ps_x12_code_find(&ps_x12_references, value(p, 1));
    put_reference_at(p, 1, 2);
    if (row && row->means == PS_SLOT_GROUP && !of_others(p)) take(p, 3, PS_SLOT_GROUP);
}

static void put_oti(putting *p) {
    put_reference_at(p, 2, 3);
}

static void put_per(putting *p) {
    static const char *const desks[] = {"CX", "BL", "CN", "ED", NULL};
    static const char *const lines[] = {"TE", "HP", "WP", "CP", "FX", "EM", "AP",
                                        "BN", "EX", "NP", "UR", "VM", NULL};
    if (of_others(p) || is_any(value(p, 1), desks)) return;
    if (unproven(p) && !is_any(value(p, 3), lines)) return;
    take(p, 2, PS_SLOT_NAME);
    for (size_t n = 4; n <= 8; n += 2) {
        ps_span code = value(p, n - 1);
        ps_slot_kind kind = is(code, "EM")   ? PS_SLOT_EMAIL
                            : is(code, "FX") ? PS_SLOT_FAX
                            : is(code, "UR") ? PS_SLOT_URL
                                             : PS_SLOT_PHONE;
        if (value(p, n).len) take(p, n, kind);
    }
}

/* Paid and produced: dates of the payer's work, not of the person. */
static bool is_office_date(ps_span code) {
    return is(code, "573") || is(code, "405");
}

static void put_dtp(putting *p) {
    if (!of_others(p) && !is_office_date(value(p, 1))) take(p, 3, PS_SLOT_DATE);
}

static void put_dtm(putting *p) {
    if (of_others(p) || unproven(p) || is_office_date(value(p, 1))) return;
    take(p, 2, PS_SLOT_DATE);
    take(p, 6, PS_SLOT_DATE);
}

static bool is_day(ps_span v) {
    if (v.len != 6 && v.len != 8 && v.len != 17) return false;
    for (size_t i = 0; i < v.len; i++)
        if (!ps_is_digit(v.ptr[i]) && !(i == 8 && v.ptr[i] == '-')) return false;
    return v.len == 6 || v.ptr[0] == '1' || v.ptr[0] == '2';
}

/* Home care, pacemakers and forms: dates in many places. */
static void put_days(putting *p) {
    for (size_t n = 1; n <= p->segment->count; n++)
        if (is_day(value(p, n))) take(p, n, PS_SLOT_DATE);
}

/* A zero is what a trace has when there is none. */
static void put_trn(putting *p) {
    if (!is(value(p, 2), "0")) take(p, 2, PS_SLOT_OTHER);
}

/* ---- composites ---- */

static bool next_part(ps_span text, const ps_x12_signs *signs, ps_extent whole, ps_extent *part) {
    if (part->to >= whole.to) return false;
    size_t i = part->from = part->to + (part->to > whole.from || part->from > whole.from);
    while (i < whole.to && text.ptr[i] != signs->component &&
           (signs->component || !ps_is_one_of(text.ptr[i], ":>")))
        i++;
    part->to = i;
    return true;
}

/* Procedures, occurrences and spans carry a date: BH:11:D8:20240109. */
static void put_hi(putting *p) {
    ps_span text = p->state->text;
    for (size_t n = 1; n <= p->segment->count; n++) {
        ps_extent whole = ps_x12_element(text, p->segment, n), part = {whole.from, whole.from};
        bool dated = false;
        while (whole.from < whole.to && next_part(text, &p->state->signs, whole, &part)) {
            ps_span v = ps_span_cut(text, part.from, part.to);
            if (dated) take_at(p, n, PS_SLOT_DATE, part.from, part.to);
            dated = is(v, "D8") || is(v, "RD8") || is(v, "DT");
        }
    }
}

/* CTX*CLM01:5530091 names an element and quotes it. */
static void put_ctx(putting *p) {
    ps_span text = p->state->text, v = value(p, 1);
    ps_extent whole = ps_x12_element(text, p->segment, 1);
    const char *colon = v.len ? memchr(v.ptr, ':', v.len) : NULL;
    size_t n = colon ? (size_t)(colon - v.ptr) : 0;
    static const ps_span trigger = {"TRIGGER", 7};
    if (n < 5 || (n > 7 && ps_span_eq(ps_span_cut(v, n - 7, n), trigger))) return;
    ps_span element = ps_span_cut(v, n - 5, n);
    ps_slot_kind kind = is(element, "CLM01") || is(element, "CLP01") ? PS_SLOT_ACCOUNT
                        : is(element, "NM109")                       ? PS_SLOT_MEMBER
                                                                     : PS_SLOT_OTHER;
    take_at(p, 1, kind, whole.from + n + 1, whole.to);
}

/* Acknowledgments quote the element that is wrong, and name it. */
static void put_quoted(putting *p, size_t code, size_t quoted) {
    const ps_x12_code *row = ps_x12_code_find(&ps_x12_elements, value(p, code));
    if (row && row->means != PS_SLOT_KEEP && !unproven(p))
        take(p, quoted, (ps_slot_kind)row->means);
}
static void put_ak4(putting *p) {
    put_quoted(p, 2, 4);
}
static void put_ted(putting *p) {
    put_quoted(p, 6, 7);
}

/* ---- premiums and adjustments ---- */

static void put_ent(putting *p) {
    if (!of_others(p) && value(p, 4).len) take_number(p, 4, false);
}

static void put_rmr(putting *p) {
    if (is(value(p, 1), "AZ")) take(p, 2, PS_SLOT_MEMBER);
    if (is(value(p, 1), "11")) take(p, 2, PS_SLOT_ACCOUNT);
    if (is(value(p, 1), "AZ") || is(value(p, 1), "11")) return;
    if (ps_x12_code_find(&ps_x12_references, value(p, 1)) && !unproven(p))
        put_reference_at(p, 1, 2);
}

static void put_provider(putting *p) {
    if (ps_check_npi(value(p, 1))) take(p, 1, PS_SLOT_NPI);
}

/* WO:2024015098765: the claim that was overpaid. */
static void put_plb(putting *p) {
    ps_span text = p->state->text;
    put_provider(p);
    for (size_t n = 3; n <= p->segment->count; n += 2) {
        ps_extent whole = ps_x12_element(text, p->segment, n), part = {whole.from, whole.from};
        if (whole.from == whole.to || !next_part(text, &p->state->signs, whole, &part)) continue;
        bool claim = is(ps_span_cut(text, part.from, part.to), "WO");
        if (claim && next_part(text, &p->state->signs, whole, &part))
            take_at(p, n, PS_SLOT_CLAIM, part.from, part.to);
    }
}

/* ---- a whole segment ---- */

static void put_places(putting *p, ps_span id) {
    const ps_x12_place *place = ps_x12_place_find(id);
    if (!place) return;
    for (const char *name = place->id; place < ps_x12_place_end() && !strcmp(place->id, name);
         place++)
        if (place->whose == PS_X12_ALWAYS || !of_others(p))
            take(p, place->element, (ps_slot_kind)place->slot);
}

/* Without a header and without a word of health: is this how an address looks? */
static bool is_address_shaped(const putting *p, ps_span id) {
    ps_span first = value(p, 1), zip = value(p, 3);
    if (is(id, "N4"))
        return value(p, 2).len == 2 && zip.len >= 5 && zip.len <= 10 && ps_is_digit(zip.ptr[0]);
    if (!is(id, "N3") || first.len < 5) return false;
    if (first.ptr[0] == 'P' || first.ptr[0] == 'p') return memchr(first.ptr, ' ', first.len);
    return ps_is_digit(first.ptr[0]) && memchr(first.ptr, ' ', first.len);
}

/* What a detector of shapes could take for a person's: a number, a street, a mail address. */
static bool is_tempting(ps_span v) {
    size_t digits = 0;
    bool blank = false, mail = false;
    for (size_t i = 0; i < v.len; i++) {
        digits += ps_is_digit(v.ptr[i]);
        blank |= v.ptr[i] == ' ';
        mail |= v.ptr[i] == '@';
    }
    return v.len <= KEEP_MOST && (digits >= KEEP_DIGITS || (digits && blank) || mail);
}

/* What is left belongs to providers, payers, the file or to trade. Not free text, and not what a
 * cut leaves open: anything may stand there. */
static void put_keeps(putting *p) {
    static const char *const texts[] = {"MSG", "NTE", "K3", "MTX", "PID", "BIN", NULL};
    if (is_any(value(p, 0), texts)) return;
    for (size_t n = 1; n < p->segment->count + p->segment->closed; n++)
        if (!(p->taken >> n & 1) && is_tempting(value(p, n))) take(p, n, PS_SLOT_KEEP);
}

static bool is_envelope(ps_span id) {
    static const char *const envelopes[] = {"ISA", "IEA", "GS", "GE", "ST", "SE", NULL};
    return is_any(id, envelopes);
}

static const struct {
    const char *id;
    void (*put)(putting *p);
} readers[] = {{"NM1", put_nm1},  {"REF", put_ref},  {"DTP", put_dtp}, {"PER", put_per},
               {"HI", put_hi},    {"DTM", put_dtm},  {"N1", put_n1},   {"AK4", put_ak4},
               {"IK4", put_ak4},  {"CTX", put_ctx},  {"TED", put_ted}, {"OTI", put_oti},
               {"ENT", put_ent},  {"RMR", put_rmr},  {"PLB", put_plb}, {"CR6", put_days},
               {"CR8", put_days}, {"FRM", put_days}, {"TRN", put_trn}, {"TS3", put_provider}};

void ps_x12_put(ps_reader *reader, const ps_x12_state *state, const ps_x12_segment *segment) {
    putting p = {.reader = reader, .state = state, .segment = segment};
    ps_span id = value(&p, 0);
    if (state->business == PS_X12_TRADE) {
        put_keeps(&p);
        return;
    }
    if (state->business == PS_X12_HEALTH || is_address_shaped(&p, id)) put_places(&p, id);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (id.ptr[0] == readers[i].id[0] && is(id, readers[i].id)) readers[i].put(&p);
    if (state->business == PS_X12_HEALTH || is_envelope(id)) put_keeps(&p);
}
