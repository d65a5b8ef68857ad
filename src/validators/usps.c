/* SPDX-License-Identifier: Apache-2.0
 *
 * Words of postal addresses: USPS Publication 28, appendices B (states), C1 (suffixes), C2
 * (units). */
#include "usps.h"

#include "scan.h"

static const char plain[] =
    "st street str ave avenue av aven blvd boulevard boul rd road dr ln lane ct ter terrace terr "
    "cir circle circ pkwy parkway pky hwy highway hiway sq square trl trail trails plz plaza aly "
    "alley anx annex arc arcade bch beach blf bluff btm bottom brg byp bypass byu bayou cswy "
    "causeway cv cove crk creek cres crescent crst crest xing crossing xrd crossroad cyn canyon dl "
    "dale dm dam est estate ests estates expy expressway fwy freeway frst forest gdns gardens gln "
    "glen grv grove hbr harbor hls hills holw hollow hvn haven jct junction knl knoll knls knolls "
    "lk lake lks lakes lndg landing lgt mdw meadow mdws meadows mnr manor mt mtn mountain orch "
    "orchard ovlk overlook pl plns plains prt pnes pines prom rdg ridge riv river rte route shr "
    "shore shrs shores skwy skyway spg spgs springs spur smt tpke turnpike trwy throughway trce "
    "tunl "
    "vly vw vlg vis vista wlk whf wharf wood woods";

/* Words that logs and prose use by themselves: they need a unit or a city behind them. */
static const char traps[] =
    "way run loop path drive row court place pass point port key branch bridge center club field "
    "gate gateway mission park pike pt station stream summit track trace union valley view village "
    "walk wall well wells mall mill fork ford fall falls flat fort green heights hill island isle "
    "land light line lock lodge motor neck oval part pine ramp ranch rest rock shoal spring "
    "trailer "
    "ways yard";

static const char directionals[] =
    "N S E W NE NW SE SW North South East West Northeast Northwest Southeast Southwest";

static const char units[] = "apt apartment unit ste suite bldg building fl floor rm room lot trlr "
                            "trailer spc space dept ph penthouse bsmt basement hngr slip";

static const char states[] =
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP";

static const char word_states[] = "OK IN OR ME HI OH PA MA MD MS AS DE ID CO AL LA PR VI";

ps_suffix ps_usps_suffix(ps_span word) {
    if (ps_word_in(word, plain)) return PS_SUFFIX_PLAIN;
    return ps_word_in(word, traps) ? PS_SUFFIX_TRAP : PS_SUFFIX_NONE;
}

bool ps_usps_directional(ps_span word) {
    return word.len > 0 && ps_is_upper(word.ptr[0]) && ps_word_in(word, directionals);
}

bool ps_usps_unit(ps_span word) {
    return ps_word_in(word, units);
}

bool ps_usps_state(ps_span word) {
    return ps_shape(word, "LL") && ps_word_in(word, states);
}

bool ps_usps_state_is_word(ps_span word) {
    return ps_word_in(word, word_states);
}

enum { TOKEN_MAX = 40 };

static bool token_char(char c) {
    return ps_is_letter(c) || ps_is_digit(c) || ps_in(c, "'-");
}

size_t ps_token_end(ps_span t, size_t i) {
    size_t end = i;
    while (end - i < TOKEN_MAX && token_char(ps_peek(t, end))) end++;
    while (end > i && ps_in(t.ptr[end - 1], "'-")) end--;
    return end;
}

size_t ps_token_start(ps_span t, size_t end) {
    size_t i = end;
    while (i > 0 && end - i < TOKEN_MAX && token_char(t.ptr[i - 1])) i--;
    while (i < end && ps_in(t.ptr[i], "'-")) i++;
    return i;
}
