/* SPDX-License-Identifier: Apache-2.0
 *
 * What a number in a text may be, by its digits and the signs around it. Forms and the judge ask no
 * more of the digits of a number that is no value itself. */
#ifndef PS_NUMBER_H
#define PS_NUMBER_H

#include "span.h"

typedef enum ps_number_kind {
    PS_NUMBER_PLAIN,
    PS_NUMBER_DATE,  /* a day that there is */
    PS_NUMBER_EPOCH, /* seconds since 1970 */
    PS_NUMBER_PHONE,
    PS_NUMBER_ADDRESS, /* IPv4 */
    PS_NUMBER_CODE,    /* its check digit is right */
    PS_NUMBER_ZEROS,   /* leading ones */
    PS_NUMBER_MIDNIGHT,
    PS_NUMBER_NO_CLOCK, /* 25:61 */
    PS_NUMBER_HEX,      /* the 0 of 0x5f */
    PS_NUMBER_NAMED_DAY /* 22/Nov/2026: ps_number_ask alone says so */
} ps_number_kind;

/* Of the run of digits [from, to), before and behind which no digit stands. */
ps_number_kind ps_number_kind_at(ps_span text, size_t from, size_t to);

/* How to find out which kind it is, whatever its digits are, and those of the numbers beside it. */
typedef enum ps_number_test {
    PS_NUMBER_TEST_NONE,  /* it is plain */
    PS_NUMBER_TEST_ZEROS, /* with how many zeros does it begin? */
    PS_NUMBER_TEST_CLOCK, /* is it a time, is it midnight? */
    PS_NUMBER_TEST_QUAD,  /* is it an address? */
    PS_NUMBER_TEST_KIND   /* ps_number_kind_at */
} ps_number_test;
ps_number_test ps_number_test_of(ps_span text, size_t from, size_t to);

/* The same answer for two numbers of a text that differ in digits alone: the same kind. 0: plain.
 */
unsigned ps_number_ask(ps_span text, size_t from, size_t to, ps_number_test test);

#endif
