/* SPDX-License-Identifier: Apache-2.0
 *
 * Values of Avro's logical types as people write them, so that a date of birth is seen as a date.
 * Pure. */
#ifndef PS_AVRO_TEXT_H
#define PS_AVRO_TEXT_H

#include "avro_schema.h"

enum { PS_AVRO_TEXT = 192 };

/* An int or long. *text: it is one, as ISO 8601 has it; else a number, which is what everything
 * outside of the years 1 to 9999 is. */
ps_span ps_avro_number(ps_avro_meaning meaning, int64_t value, char room[PS_AVRO_TEXT], bool *text);

enum { PS_AVRO_DECIMAL_MOST = 64 }; /* bytes that are shown as a number */
/* Two's complement, the highest byte first; scale <= PS_AVRO_SCALE_MOST. */
ps_span ps_avro_decimal(ps_span bytes, size_t scale, char room[PS_AVRO_TEXT]);

/* 16 bytes. */
ps_span ps_avro_uuid(const char *bytes, char room[PS_AVRO_TEXT]);
/* 12 bytes: months, days, milliseconds. */
ps_span ps_avro_duration(const char *bytes, char room[PS_AVRO_TEXT]);

#endif
