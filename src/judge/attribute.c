/* SPDX-License-Identifier: Apache-2.0
 *
 * Attributes of XML and HTML: <Segment ID="PID_M" Name="Patient Identification">. A word such as
 * name or id names whatever its element is; so what counts beside it is not some person anywhere in
 * the document but the names of its element, of the elements that stand before, and of the other
 * attributes. */
#include "judge_inside.h"

enum { TAG_MAX = 512, BEFORE_MAX = 1024, NAME_MAX = 64 };

static bool begins_tag(ps_span line, size_t at) {
    return line.ptr[at] == '<' && at + 1 < line.len && ps_is_alpha(line.ptr[at + 1]);
}

static size_t name_end(ps_span line, size_t at) {
    size_t end = at;
    while (end < line.len && end - at < NAME_MAX &&
           (ps_is_word(line.ptr[end]) || ps_is_one_of(line.ptr[end], ":.-")))
        end++;
    return end;
}

/* The tag that the key stands in; false: none, or the key names no attribute of it. */
static bool find_tag(ps_span line, ps_extent key, size_t *tag) {
    size_t at = key.to, least = key.from > TAG_MAX ? key.from - TAG_MAX : 0;
    while (at < line.len && ps_is_blank(line.ptr[at])) at++;
    if (at >= line.len || line.ptr[at++] != '=') return false;
    while (at < line.len && ps_is_one_of(line.ptr[at], " \\")) at++;
    if (at >= line.len || (line.ptr[at] != '"' && line.ptr[at] != '\'')) return false;
    for (at = key.from; at > least; at--) {
        if (line.ptr[at - 1] == '>') return false;
        if (begins_tag(line, at - 1)) {
            *tag = at - 1;
            return true;
        }
    }
    return false;
}

/* A key of this name proves a person by itself. */
static bool is_certain(const ps_judge *judge, ps_span name) {
    ps_key_hit hit;
    if (!ps_key_index_look(judge->keys, name, (uint32_t)name.len, &hit)) return false;
    const ps_key_owner *owner = ps_key_index_owner(judge->keys, hit.owner);
    for (; owner; owner = ps_key_index_owner(judge->keys, owner->next)) {
        const ps_rule *rule = ps_rules_at(judge->rules, owner->rule);
        if (!ps_key_waits(&rule->keys[owner->item]) && ps_proves_pair(rule)) return true;
    }
    return false;
}

/* The names in the tag, its values passed over. */
static void read_tag(const ps_judge *judge, ps_span line, size_t tag, ps_extent key,
                     ps_attribute *out) {
    size_t limit = line.len - tag > TAG_MAX ? tag + TAG_MAX : line.len;
    for (size_t at = tag + 1; at < limit && line.ptr[at] != '>';) {
        char c = line.ptr[at];
        size_t end = name_end(line, at);
        if (end == at) {
            const char *quote =
                c == '"' || c == '\'' ? memchr(line.ptr + at + 1, c, limit - at - 1) : NULL;
            at = quote ? (size_t)(quote - line.ptr) + 1 : at + 1;
            continue;
        }
        ps_span name = ps_span_cut(line, at, end);
        out->person |= ps_context_person(judge->context, name);
        bool other = end <= key.from || at >= key.to;
        out->paired |= other && at > tag + 1 && is_certain(judge, name);
        at = end;
    }
}

/* The names of elements that were opened not long before. */
static bool follows_person(const ps_judge *judge, ps_span line, size_t tag) {
    size_t least = tag > BEFORE_MAX ? tag - BEFORE_MAX : 0;
    for (size_t at = tag; at > least; at--) {
        if (!begins_tag(line, at - 1)) continue;
        ps_span name = ps_span_cut(line, at, name_end(line, at));
        if (ps_context_person(judge->context, name)) return true;
    }
    return false;
}

bool ps_attribute_read(const ps_judge *judge, ps_span line, ps_extent key, ps_attribute *out) {
    size_t tag;
    *out = (ps_attribute){0};
    if (!find_tag(line, key, &tag)) return false;
    out->with_element = key.from == tag + 1;
    read_tag(judge, line, tag, key, out);
    out->person = out->person || follows_person(judge, line, tag);
    return true;
}
