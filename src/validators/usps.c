/* SPDX-License-Identifier: Apache-2.0
 *
 * Words of postal addresses: USPS Publication 28, appendices B (states), C1 (suffixes), C2
 * (units). */
#include "usps.h"

#include "scan.h"

#include <stdlib.h>

typedef struct ps_suffix_row {
    const char *word;
    ps_suffix kind;
} ps_suffix_row;

#define PLAIN PS_SUFFIX_PLAIN
#define TRAP PS_SUFFIX_TRAP /* words that logs and prose use by themselves */
/* Lower case, sorted. */
/* clang-format off */
static const ps_suffix_row suffixes[] = {
    {"alley", PLAIN}, {"aly", PLAIN}, {"annex", PLAIN}, {"anx", PLAIN}, {"arc", PLAIN},
    {"arcade", PLAIN}, {"av", PLAIN}, {"ave", PLAIN}, {"aven", PLAIN}, {"avenue", PLAIN},
    {"bayou", PLAIN}, {"bch", PLAIN}, {"beach", PLAIN}, {"blf", PLAIN}, {"bluff", PLAIN},
    {"blvd", PLAIN}, {"bottom", PLAIN}, {"boul", PLAIN}, {"boulevard", PLAIN}, {"branch", TRAP},
    {"brg", PLAIN}, {"bridge", TRAP}, {"btm", PLAIN}, {"byp", PLAIN}, {"bypass", PLAIN},
    {"byu", PLAIN}, {"canyon", PLAIN}, {"causeway", PLAIN}, {"center", TRAP}, {"cir", PLAIN},
    {"circ", PLAIN}, {"circle", PLAIN}, {"club", TRAP}, {"court", TRAP}, {"cove", PLAIN},
    {"creek", PLAIN}, {"cres", PLAIN}, {"crescent", PLAIN}, {"crest", PLAIN}, {"crk", PLAIN},
    {"crossing", PLAIN}, {"crossroad", PLAIN}, {"crst", PLAIN}, {"cswy", PLAIN}, {"ct", PLAIN},
    {"cv", PLAIN}, {"cyn", PLAIN}, {"dale", PLAIN}, {"dam", PLAIN}, {"dl", PLAIN}, {"dm", PLAIN},
    {"dr", PLAIN}, {"drive", TRAP}, {"est", PLAIN}, {"estate", PLAIN}, {"estates", PLAIN},
    {"ests", PLAIN}, {"expressway", PLAIN}, {"expy", PLAIN}, {"fall", TRAP}, {"falls", TRAP},
    {"field", TRAP}, {"flat", TRAP}, {"ford", TRAP}, {"forest", PLAIN}, {"fork", TRAP},
    {"fort", TRAP}, {"freeway", PLAIN}, {"frst", PLAIN}, {"fwy", PLAIN}, {"gardens", PLAIN},
    {"gate", TRAP}, {"gateway", TRAP}, {"gdns", PLAIN}, {"glen", PLAIN}, {"gln", PLAIN},
    {"green", TRAP}, {"grove", PLAIN}, {"grv", PLAIN}, {"harbor", PLAIN}, {"haven", PLAIN},
    {"hbr", PLAIN}, {"heights", TRAP}, {"highway", PLAIN}, {"hill", TRAP}, {"hills", PLAIN},
    {"hiway", PLAIN}, {"hls", PLAIN}, {"hollow", PLAIN}, {"holw", PLAIN}, {"hvn", PLAIN},
    {"hwy", PLAIN}, {"island", TRAP}, {"isle", TRAP}, {"jct", PLAIN}, {"junction", PLAIN},
    {"key", TRAP}, {"knl", PLAIN}, {"knls", PLAIN}, {"knoll", PLAIN}, {"knolls", PLAIN},
    {"lake", PLAIN}, {"lakes", PLAIN}, {"land", TRAP}, {"landing", PLAIN}, {"lane", PLAIN},
    {"lgt", PLAIN}, {"light", TRAP}, {"line", TRAP}, {"lk", PLAIN}, {"lks", PLAIN}, {"ln", PLAIN},
    {"lndg", PLAIN}, {"lock", TRAP}, {"lodge", TRAP}, {"loop", TRAP}, {"mall", TRAP},
    {"manor", PLAIN}, {"mdw", PLAIN}, {"mdws", PLAIN}, {"meadow", PLAIN}, {"meadows", PLAIN},
    {"mill", TRAP}, {"mission", TRAP}, {"mnr", PLAIN}, {"motor", TRAP}, {"mountain", PLAIN},
    {"mt", PLAIN}, {"mtn", PLAIN}, {"neck", TRAP}, {"orch", PLAIN}, {"orchard", PLAIN},
    {"oval", TRAP}, {"overlook", PLAIN}, {"ovlk", PLAIN}, {"park", TRAP}, {"parkway", PLAIN},
    {"part", TRAP}, {"pass", TRAP}, {"path", TRAP}, {"pike", TRAP}, {"pine", TRAP},
    {"pines", PLAIN}, {"pkwy", PLAIN}, {"pky", PLAIN}, {"pl", PLAIN}, {"place", TRAP},
    {"plains", PLAIN}, {"plaza", PLAIN}, {"plns", PLAIN}, {"plz", PLAIN}, {"pnes", PLAIN},
    {"point", TRAP}, {"port", TRAP}, {"prom", PLAIN}, {"prt", PLAIN}, {"pt", TRAP}, {"ramp", TRAP},
    {"ranch", TRAP}, {"rd", PLAIN}, {"rdg", PLAIN}, {"rest", TRAP}, {"ridge", PLAIN},
    {"riv", PLAIN}, {"river", PLAIN}, {"road", PLAIN}, {"rock", TRAP}, {"route", PLAIN},
    {"row", TRAP}, {"rte", PLAIN}, {"run", TRAP}, {"shoal", TRAP}, {"shore", PLAIN},
    {"shores", PLAIN}, {"shr", PLAIN}, {"shrs", PLAIN}, {"skwy", PLAIN}, {"skyway", PLAIN},
    {"smt", PLAIN}, {"spg", PLAIN}, {"spgs", PLAIN}, {"spring", TRAP}, {"springs", PLAIN},
    {"spur", PLAIN}, {"sq", PLAIN}, {"square", PLAIN}, {"st", PLAIN}, {"station", TRAP},
    {"str", PLAIN}, {"stream", TRAP}, {"street", PLAIN}, {"summit", TRAP}, {"ter", PLAIN},
    {"terr", PLAIN}, {"terrace", PLAIN}, {"throughway", PLAIN}, {"tpke", PLAIN}, {"trace", TRAP},
    {"track", TRAP}, {"trail", PLAIN}, {"trailer", TRAP}, {"trails", PLAIN}, {"trce", PLAIN},
    {"trl", PLAIN}, {"trwy", PLAIN}, {"tunl", PLAIN}, {"turnpike", PLAIN}, {"union", TRAP},
    {"valley", TRAP}, {"view", TRAP}, {"village", TRAP}, {"vis", PLAIN}, {"vista", PLAIN},
    {"vlg", PLAIN}, {"vly", PLAIN}, {"vw", PLAIN}, {"walk", TRAP}, {"wall", TRAP}, {"way", TRAP},
    {"ways", TRAP}, {"well", TRAP}, {"wells", TRAP}, {"wharf", PLAIN}, {"whf", PLAIN},
    {"wlk", PLAIN}, {"wood", PLAIN}, {"woods", PLAIN}, {"xing", PLAIN}, {"xrd", PLAIN},
    {"yard", TRAP},
};
/* clang-format on */
#undef PLAIN
#undef TRAP

static const char directionals[] =
    "N S E W NE NW SE SW North South East West Northeast Northwest Southeast Southwest";

static const char units[] = "apt apartment unit ste suite bldg building fl floor rm room lot trlr "
                            "trailer spc space dept ph penthouse bsmt basement hngr slip";

static const char states[] =
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP";

static const char word_states[] = "OK IN OR ME HI OH PA MA MD MS AS DE ID CO AL LA PR VI";

static int by_word(const void *key, const void *row) {
    const ps_span *word = key;
    const char *entry = ((const ps_suffix_row *)row)->word;
    for (size_t i = 0; i < word->len; i++) {
        int d = (unsigned char)ps_lower(word->ptr[i]) - (unsigned char)entry[i];
        if (d != 0) return d;
    }
    return entry[word->len] == '\0' ? 0 : -1;
}

ps_suffix ps_usps_suffix(ps_span word) {
    enum { SHORTEST = 2, LONGEST = 12 };
    if (word.len < SHORTEST || word.len > LONGEST || !ps_is_alpha(word.ptr[0]))
        return PS_SUFFIX_NONE;
    const ps_suffix_row *row =
        bsearch(&word, suffixes, sizeof suffixes / sizeof *suffixes, sizeof *suffixes, by_word);
    return row ? row->kind : PS_SUFFIX_NONE;
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
    return ps_is_letter(c) || ps_is_digit(c) || ps_is_one_of(c, "'-");
}

size_t ps_token_end(ps_span t, size_t i) {
    size_t end = i;
    while (end - i < TOKEN_MAX && token_char(ps_peek(t, end))) end++;
    while (end > i && ps_is_one_of(t.ptr[end - 1], "'-")) end--;
    return end;
}

size_t ps_token_start(ps_span t, size_t end) {
    size_t i = end;
    while (i > 0 && end - i < TOKEN_MAX && token_char(t.ptr[i - 1])) i--;
    while (i < end && ps_is_one_of(t.ptr[i], "'-")) i++;
    return i;
}
