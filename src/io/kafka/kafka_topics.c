/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_topics.h"

#include "error.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

enum { GROUPS = 10 };

struct ps_kafka_topics {
    regex_t regex;
    char *pattern;
    const char *to; /* borrowed from the command line */
};

/* The number of the group that a place of the template names; 0: the whole topic; -1: no place. */
static int place_at(const char *to, size_t *len) {
    if (strncmp(to, "${topic}", 8) == 0) {
        *len = 8;
        return 0;
    }
    bool group = to[0] == '$' && to[1] == '{' && to[2] >= '1' && to[2] <= '9' && to[3] == '}';
    *len = group ? 4 : 1;
    return group ? to[2] - '0' : -1;
}

static ps_status check_template(const char *to, size_t groups, ps_error *err) {
    bool any = false;
    for (size_t len; *to; to += len) {
        int place = place_at(to, &len);
        if (place < 0 && *to == '$')
            return ps_fail(err, PS_E_USAGE,
                           "--to: only ${topic} and ${1} to ${9} can stand for "
                           "something");
        if (place > (int)groups)
            return ps_fail(err, PS_E_USAGE, "--to: ${%d} is used, but --from has %zu groups", place,
                           groups);
        any |= place >= 0;
    }
    if (any) return PS_OK;
    return ps_fail(err, PS_E_USAGE,
                   "--to: without ${topic} all topics would be mixed in one; write for example "
                   "'clean.${topic}'");
}

ps_status ps_kafka_topics_new(ps_kafka_topics **out, const char *from, const char *to,
                              ps_error *err) {
    *out = NULL;
    size_t room = strlen(from) + sizeof "^()$";
    ps_kafka_topics *topics = calloc(1, sizeof *topics);
    char *pattern = malloc(room);
    if (!topics || !pattern) {
        free(topics);
        free(pattern);
        return ps_fail(err, PS_E_NOMEM, "not enough memory");
    }
    (void)snprintf(pattern, room, "^(%s)$", from);
    *topics = (ps_kafka_topics){.pattern = pattern, .to = to};
    if (regcomp(&topics->regex, pattern, REG_EXTENDED) != 0) {
        free(pattern);
        free(topics);
        return ps_fail(err, PS_E_USAGE, "--from: is no regular expression");
    }
    ps_status status = check_template(to, topics->regex.re_nsub - 1, err);
    if (status != PS_OK) {
        ps_kafka_topics_free(topics);
        return status;
    }
    *out = topics;
    return PS_OK;
}

void ps_kafka_topics_free(ps_kafka_topics *topics) {
    if (!topics) return;
    regfree(&topics->regex);
    free(topics->pattern);
    free(topics);
}

const char *ps_kafka_topics_pattern(const ps_kafka_topics *topics) {
    return topics->pattern;
}

/* Names that begin so are the cluster's own (__consumer_offsets). */
static bool is_internal(const char *topic) {
    return topic[0] == '_' && topic[1] == '_';
}

bool ps_kafka_topics_match(const ps_kafka_topics *topics, const char *topic) {
    return !is_internal(topic) && regexec(&topics->regex, topic, 0, NULL, 0) == 0;
}

static bool is_name(const char *name) {
    size_t len = strlen(name);
    if (len == 0 || len > PS_KAFKA_TOPIC_MAX || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return false;
    for (; *name; name++)
        if (!ps_is_alnum(*name) && !ps_is_one_of(*name, "._-")) return false;
    return true;
}

/* Empty where the group took no part. */
static ps_span group_of(const char *topic, const regmatch_t *found) {
    if (found->rm_so < 0) return ps_span_of(topic, 0);
    return ps_span_of(topic + found->rm_so, (size_t)(found->rm_eo - found->rm_so));
}

ps_status ps_kafka_topics_map(const ps_kafka_topics *topics, const char *topic,
                              char out[PS_KAFKA_TOPIC_MAX + 1], ps_error *err) {
    regmatch_t found[GROUPS + 1];
    size_t len = 0;
    out[0] = '\0';
    if (regexec(&topics->regex, topic, GROUPS + 1, found, 0) != 0)
        return ps_fail(err, PS_E_INTERNAL, "topic %.249s does not match --from", topic);
    const char *to = topics->to;
    for (size_t step; *to; to += step) {
        ps_span piece = ps_span_of(to, 1);
        int place = place_at(to, &step);
        if (place >= 0) piece = group_of(topic, &found[place ? place + 1 : 0]);
        if (len + piece.len > PS_KAFKA_TOPIC_MAX)
            return ps_fail(err, PS_E_USAGE, "--to: the target of topic %.249s is too long", topic);
        if (piece.len) memcpy(out + len, piece.ptr, piece.len);
        len += piece.len;
    }
    out[len] = '\0';
    if (!is_name(out))
        return ps_fail(err, PS_E_USAGE, "--to: the target of topic %.249s is no name of a topic",
                       topic);
    if (!ps_kafka_topics_match(topics, out)) return PS_OK;
    return ps_fail(err, PS_E_USAGE,
                   "--to: topic %.120s would go to %.120s, which --from reads, too: its records "
                   "would go round for ever; use another name for the target",
                   topic, out);
}
