/* SPDX-License-Identifier: Apache-2.0
 *
 * A member that names another: {"field":"mrn","value":"40718322"}, {"key":"dob","oldValue":..,
 * "newValue":..}, FieldError[field=ssn, rejectedValue=..]. The name stays, the value goes. */
#include "json_named.h"

enum {
    LOOK_BACK = 1 << 10,
    LOOK_AHEAD = 1 << 16,
    FRAMES_MAX = 12,
    NAMES_MAX = 3,
    VALUES_MAX = 6,
    WORD_MAX = 64
};

static const char *const names[] = {
    "name",         "field",     "fieldname",     "key",      "column",    "columnname", "property",
    "propertyname", "attribute", "attributename", "param",    "parameter", "path",       "pointer",
    "label",        "question",  "element",       "variable", "type",      "system",     "idtype",
    "kind",         "member",    "propertypath",  "header",   "fieldid",   "loc",        NULL};

static const char *const values[] = {"value",
                                     "val",
                                     "values",
                                     "oldvalue",
                                     "newvalue",
                                     "old",
                                     "new",
                                     "before",
                                     "after",
                                     "from",
                                     "to",
                                     "rejectedvalue",
                                     "invalidvalue",
                                     "rejected",
                                     "fieldvalue",
                                     "actual",
                                     "input",
                                     "inputvalue",
                                     "answer",
                                     "previous",
                                     "current",
                                     "original",
                                     "attemptedvalue",
                                     "idvalue",
                                     "newval",
                                     "oldval",
                                     "previousvalue",
                                     "currentvalue",
                                     "originalvalue",
                                     "stringvalue",
                                     "intvalue",
                                     NULL};

/* The word without its separators: rejected_value, rejected-value, rejectedValue. */
static bool is_word(ps_span key, const char *const *words) {
    for (; *words; words++) {
        size_t i = 0, k = 0;
        while (i < key.len && (*words)[k]) {
            if (key.ptr[i] == '_' || key.ptr[i] == '-')
                i++;
            else if (ps_lower(key.ptr[i]) == (*words)[k])
                i++, k++;
            else
                break;
        }
        if (i == key.len && !(*words)[k]) return true;
    }
    return false;
}

typedef enum pair_role { PAIR_NOTHING, PAIR_NAME, PAIR_VALUE } pair_role;

/* An object; its arrays belong to it. */
typedef struct pair_frame {
    ps_extent names[NAMES_MAX];
    ps_json_token values[VALUES_MAX];
    ps_extent quotes[VALUES_MAX];
    unsigned name_count, value_count;
    unsigned others; /* keys that are neither */
    pair_role role;  /* of the latest key */
    ps_extent quote;
} pair_frame;

/* OpenTelemetry: {"key":"mrn","value":{"stringValue":"40718322"}}: an object that only says the
 * value's type belongs to the one around it. */
static bool is_typed(ps_span text, size_t at) {
    while (at < text.len && ps_is_one_of(text.ptr[at], " \t\r\n\"'\\")) at++;
    size_t end = at;
    while (end < text.len && ps_is_word(text.ptr[end])) end++;
    return end > at && (is_word(ps_span_cut(text, at, end),
                                (const char *const[]){"stringvalue", "intvalue", NULL}));
}

static pair_role role_of(ps_span key) {
    if (is_word(key, names)) return PAIR_NAME;
    return is_word(key, values) ? PAIR_VALUE : PAIR_NOTHING;
}

static void give(ps_reader *reader, const pair_frame *frame);

/* `name="a" value="1" name="b" value="2"`: the second name begins another pair. */
static void part(ps_reader *reader, pair_frame *frame) {
    if (frame->role != PAIR_NAME || !frame->name_count || !frame->value_count) return;
    give(reader, frame);
    *frame = (pair_frame){.role = PAIR_NAME, .quote = frame->quote};
}

static void take(ps_reader *reader, pair_frame *frame, const ps_json_token *token) {
    part(reader, frame);
    if (frame->role == PAIR_NAME && frame->name_count < NAMES_MAX)
        frame->names[frame->name_count++] = token->at;
    if (frame->role != PAIR_VALUE || frame->value_count == VALUES_MAX) return;
    frame->values[frame->value_count] = *token;
    frame->quotes[frame->value_count++] = frame->quote;
}

/* patient_mrn, hostName, port: what names a value is no name of a person. */
static bool is_field_name(ps_span name) {
    bool sign = false;
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == ' ') return false;
        sign |= ps_is_one_of(name.ptr[i], "_-./:");
    }
    return name.len > 0 && name.len < WORD_MAX && (sign || !ps_is_upper(name.ptr[0]));
}

static void give(ps_reader *reader, const pair_frame *frame) {
    ps_span text = reader->text;
    size_t named = NAMES_MAX;
    for (unsigned i = 0; i < frame->value_count; i++) {
        bool known = false;
        for (unsigned n = 0; n < frame->name_count && !known; n++) {
            ps_span name = ps_span_cut(text, frame->names[n].from, frame->names[n].to);
            known = ps_json_put_named(reader, name, &frame->values[i], frame->quotes[i]);
            if (known) named = n;
        }
    }
    for (unsigned n = 0; n < frame->name_count && frame->value_count; n++) {
        ps_extent name = frame->names[n];
        bool bare = !frame->others && !memchr(text.ptr + name.from, ' ', name.to - name.from);
        if (n == named || bare || is_field_name(ps_span_cut(text, name.from, name.to)))
            ps_put(reader, PS_SLOT_KEEP, name.from, name.to);
    }
}

/* From the bracket of the object on: it, and the objects in it. Returns the offset behind. */
static size_t read_object(ps_reader *reader, size_t open) {
    pair_frame frames[FRAMES_MAX] = {0};
    pair_frame *owners[FRAMES_MAX] = {0};
    ps_json json;
    ps_json_token token;
    size_t limit = reader->text.len - open > LOOK_AHEAD ? open + LOOK_AHEAD : reader->text.len;
    ps_json_begin(&json, ps_span_cut(reader->text, 0, limit), open);
    for (size_t before = 0; !reader->full; before = json.depth) {
        ps_json_next(&json, &token);
        size_t depth = json.depth;
        for (size_t d = before; d > depth && token.kind != PS_JSON_OPEN; d--)
            if (d < FRAMES_MAX && owners[d] == &frames[d]) give(reader, &frames[d]);
        if (token.kind == PS_JSON_END || depth == 0) break;
        if (depth >= FRAMES_MAX) continue;
        if (token.kind == PS_JSON_OPEN) {
            bool array = token.at.to - token.at.from == 1 && reader->text.ptr[token.at.from] != '{';
            pair_frame *owner = owners[depth - 1];
            bool typed =
                !array && owner && owner->role == PAIR_VALUE && is_typed(reader->text, token.at.to);
            frames[depth] = (pair_frame){0};
            owners[depth] = (array || typed) && owner ? owner : &frames[depth];
        } else if (token.kind == PS_JSON_KEY) {
            owners[depth]->role = role_of(ps_json_text(&json, token.at));
            owners[depth]->others += owners[depth]->role == PAIR_NOTHING;
            owners[depth]->quote = token.quote;
        } else if (token.kind == PS_JSON_VALUE) {
            take(reader, owners[depth], &token);
        }
    }
    for (size_t d = 1; d <= json.depth && d < FRAMES_MAX; d++) /* cut */
        if (owners[d] == &frames[d]) give(reader, &frames[d]);
    return json.at;
}

/* ---- the form ---- */

ps_form_fn ps_json_pairs_read;
extern const char *const ps_json_pairs_anchors[];
const char *const ps_json_pairs_anchors[] = {
    "value\"",   "value'",  "value:",     "value=",       "values\"",  "\"val\"",
    "'val'",     "\"old\"", "\"new\"",    "\"before\"",   "\"after\"", "\"answer\"",
    "\"input\"", "'input'", "\"actual\"", "\"rejected\"", NULL};

size_t ps_json_pairs_read(ps_reader *reader, size_t at, size_t end) {
    ps_span text = reader->text;
    size_t anchor = at;
    char last = text.ptr[end - 1];
    bool key = last == ':' || last == '=';
    while (end < text.len && !key && ps_is_one_of(text.ptr[end], " \t\r\n:=")) {
        key = text.ptr[end] == ':' || text.ptr[end] == '=';
        end++;
    }
    size_t open;
    while (at > 0 && anchor - at < WORD_MAX && ps_is_word(text.ptr[at - 1]))
        at--; /* rejectedValue */
    if (at > 0 && ps_is_one_of(text.ptr[at - 1], "\"'")) at--;
    if (!key || !ps_json_enclosing(text, at, LOOK_BACK, &open)) return anchor;
    size_t behind = read_object(reader, open);
    return behind > anchor ? behind : anchor;
}
