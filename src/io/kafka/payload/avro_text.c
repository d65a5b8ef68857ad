/* SPDX-License-Identifier: Apache-2.0 */
#include "avro_text.h"

#include "binary.h"

#include <inttypes.h>
#include <stdio.h>

static ps_span span_of(const char *room, int len) {
    return ps_span_of(room, len > 0 ? (size_t)len : 0);
}

/* ---- days and times ---- */

enum { DAYS_OF_YEAR_1 = -719162, DAYS_OF_YEAR_10000 = 2932897, DAY_SECONDS = 86400 };

typedef struct civil {
    int year, month, day;
} civil;

/* Years that begin in March have their leap day at the end; 400 of them have 146097 days. */
static civil civil_of(int64_t days) {
    int64_t since = days + 719468; /* since 1 March of the year 0 */
    int64_t era = since / 146097, in_era = since % 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * in_year + 2) / 153; /* of 0 to 11, from March */
    civil out = {.month = (int)(month < 10 ? month + 3 : month - 9),
                 .day = (int)(in_year - (153 * month + 2) / 5 + 1)};
    out.year = (int)(year + era * 400 + (out.month <= 2));
    return out;
}

/* Rounds down, so that what is left is never below 0. */
static int64_t divide(int64_t value, int64_t by, int64_t *left) {
    int64_t out = value / by;
    *left = value % by;
    if (*left < 0) {
        *left += by;
        out--;
    }
    return out;
}

static int put_time(char *room, size_t size, int64_t seconds, int64_t rest, int digits) {
    return snprintf(room, size, "%02d:%02d:%02d.%0*" PRId64, (int)(seconds / 3600),
                    (int)(seconds / 60 % 60), (int)(seconds % 60), digits, rest);
}

static ps_span put_date(int64_t days, char room[PS_AVRO_TEXT]) {
    civil c = civil_of(days);
    return span_of(room, snprintf(room, PS_AVRO_TEXT, "%04d-%02d-%02d", c.year, c.month, c.day));
}

static ps_span put_stamp(int64_t value, int64_t unit, int digits, char room[PS_AVRO_TEXT]) {
    int64_t rest, second, days = divide(divide(value, unit, &rest), DAY_SECONDS, &second);
    if (days < DAYS_OF_YEAR_1 || days >= DAYS_OF_YEAR_10000) return PS_LIT("");
    size_t len = put_date(days, room).len;
    room[len++] = 'T';
    int more = put_time(room + len, PS_AVRO_TEXT - len, second, rest, digits);
    return ps_span_of(room, len + (size_t)more);
}

static ps_span put_clock(int64_t value, int64_t unit, int digits, char room[PS_AVRO_TEXT]) {
    int64_t rest, second = divide(value, unit, &rest);
    if (second < 0 || second >= DAY_SECONDS) return PS_LIT("");
    return span_of(room, put_time(room, PS_AVRO_TEXT, second, rest, digits));
}

ps_span ps_avro_number(ps_avro_meaning meaning, int64_t value, char room[PS_AVRO_TEXT],
                       bool *text) {
    enum { MILLIS = 1000, MICROS = 1000000, NANOS = 1000000000 };
    ps_span out = PS_LIT("");
    switch (meaning) {
    case PS_AVRO_DATE:
        if (value >= DAYS_OF_YEAR_1 && value < DAYS_OF_YEAR_10000) out = put_date(value, room);
        break;
    case PS_AVRO_TIME_MILLIS: out = put_clock(value, MILLIS, 3, room); break;
    case PS_AVRO_TIME_MICROS: out = put_clock(value, MICROS, 6, room); break;
    case PS_AVRO_TIME_NANOS: out = put_clock(value, NANOS, 9, room); break;
    case PS_AVRO_STAMP_MILLIS: out = put_stamp(value, MILLIS, 3, room); break;
    case PS_AVRO_STAMP_MICROS: out = put_stamp(value, MICROS, 6, room); break;
    case PS_AVRO_STAMP_NANOS: out = put_stamp(value, NANOS, 9, room); break;
    default: break;
    }
    *text = out.len != 0;
    return *text ? out : ps_binary_long(value, room);
}

/* ---- decimals ---- */

/* Divides by ten; returns what is left. */
static unsigned next_digit(unsigned char *bytes, size_t len, bool *more) {
    unsigned left = 0;
    *more = false;
    for (size_t i = 0; i < len; i++) {
        unsigned value = left << 8 | bytes[i];
        bytes[i] = (unsigned char)(value / 10);
        left = value % 10;
        *more |= bytes[i] != 0;
    }
    return left;
}

/* The absolute value. */
static bool take_sign(unsigned char *bytes, size_t len) {
    if (!len || bytes[0] < 0x80) return false;
    unsigned carry = 1;
    for (size_t i = len; i-- > 0;) {
        unsigned value = (unsigned char)~bytes[i] + carry;
        bytes[i] = (unsigned char)value;
        carry = value >> 8;
    }
    return true;
}

/* From the end of the room to its front: 64 bytes have 154 digits at most. */
ps_span ps_avro_decimal(ps_span bytes, size_t scale, char room[PS_AVRO_TEXT]) {
    unsigned char rest[PS_AVRO_DECIMAL_MOST];
    size_t at = PS_AVRO_TEXT, digits = 0;
    bool more = true;
    memcpy(rest, bytes.ptr, bytes.len);
    bool negative = take_sign(rest, bytes.len);
    for (; more || digits <= scale; digits++) {
        if (digits && digits == scale) room[--at] = '.';
        room[--at] = (char)('0' + next_digit(rest, bytes.len, &more));
    }
    if (negative) room[--at] = '-';
    return ps_span_of(room + at, PS_AVRO_TEXT - at);
}

/* ---- sixteen and twelve bytes ---- */

ps_span ps_avro_uuid(const char *bytes, char room[PS_AVRO_TEXT]) {
    enum { BYTES = 16 };
    static const char hex[] = "0123456789abcdef";
    size_t len = 0;
    for (unsigned i = 0; i < BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) room[len++] = '-';
        room[len++] = hex[(unsigned char)bytes[i] >> 4];
        room[len++] = hex[bytes[i] & 15];
    }
    return ps_span_of(room, len);
}

ps_span ps_avro_duration(const char *bytes, char room[PS_AVRO_TEXT]) {
    uint32_t millis = ps_binary_fixed32(bytes + 8);
    return span_of(room, snprintf(room, PS_AVRO_TEXT,
                                  "P%" PRIu32 "M%" PRIu32 "DT%" PRIu32 ".%03" PRIu32 "S",
                                  ps_binary_fixed32(bytes), ps_binary_fixed32(bytes + 4),
                                  millis / 1000, millis % 1000));
}
