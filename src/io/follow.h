/* SPDX-License-Identifier: Apache-2.0
 *
 * A growing log file as a source that does not end: from its first byte on, across rotation (the
 * name becomes another file) and truncation. A line that rotation or truncation cut off is ended
 * with a '\n', so that two lines are never judged as one. A signal (stop.h, mode SOON) ends the
 * input after what is in the file. */
#ifndef PS_FOLLOW_H
#define PS_FOLLOW_H

#include "flow.h"

typedef struct ps_follow ps_follow;

/* The file must exist and be plain. `path` is borrowed. */
PS_MUST_CHECK ps_status ps_follow_open(ps_follow **out, const char *path, ps_error *err);
void ps_follow_close(ps_follow *follow);
ps_source ps_follow_source(ps_follow *follow);

#endif
