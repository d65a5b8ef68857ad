/* SPDX-License-Identifier: Apache-2.0
 *
 * HL7 version 2: which reader an anchor belongs to. */
#include "hl7.h"

/* PID|, and with a blank, as some tables print it; what is left where a segment's head was cut. */
const char *const ps_hl7_anchors[] = {"^^^", "|F|", "|M|", "|U|", "|O|",
#define PS_HL7_SEGMENT(name, traits) #name "|", #name " |",
#include "hl7_segments.def"
#undef PS_HL7_SEGMENT
                                      "MSH", "FHS", "BHS", NULL};

size_t ps_hl7_read(ps_reader *reader, size_t at, size_t end) {
    if (ps_is_one_of(reader->text.ptr[at], "^|")) return ps_hl7_piece_read(reader, at, end);
    return ps_hl7_message_read(reader, at, end);
}
