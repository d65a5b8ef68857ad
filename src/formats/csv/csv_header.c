/* SPDX-License-Identifier: Apache-2.0 */
#include "csv.h"
#include "csv_bytes.h"
#include "csv_cell.h"
#include "person_word.h"
#include "sql_token.h"

enum { LINE_MAX_LEN = 8192, NAME_MAX_LEN = 64, WORDS_MAX = 6, WORDS_OF_RULER_MAX = 64 };

/* What the names of a header say together. */
typedef struct ps_company {
    unsigned cells, empty, blanks; /* blanks: of several words */
    bool person, nobody;           /* a person's word stands in one of them, a provider's */
    bool upper, lower;             /* how they begin */
} ps_company;

/* ---- names ---- */

/* Words of sentences, which no column bears. */
static bool is_sentence_word(ps_span word) {
    static const char *const words[] = {"is",   "are",  "was",    "were",    "the",    "a",
                                        "an",   "has",  "have",   "not",     "for",    "please",
                                        "must", "will", "with",   "but",     "cannot", "failed",
                                        "be",   "been", "should", "missing", "invalid"};
    if (!word.len || word.len > 7) return false;
    char first = ps_lower(word.ptr[0]);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (first == words[i][0] && ps_span_is(word, words[i])) return true;
    return false;
}

/* What the first look tells: letters first, and no sentence's end. */
static bool may_be_name(ps_span cell) {
    return cell.len <= NAME_MAX_LEN && (ps_is_alpha(cell.ptr[0]) || cell.ptr[0] == '_') &&
           cell.ptr[cell.len - 1] != '.';
}

/* Bytes of names alone; Weight (kg), but not `INSERT INTO t (mrn`. */
static bool has_name_bytes(ps_span cell) {
    int depth = 0;
    for (size_t i = 0; i < cell.len; i++) {
        char c = cell.ptr[i];
        if (!(ps_csv_byte(c) & PS_CSV_NAME)) return false;
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth < 0) return false;
    }
    return depth == 0;
}

static unsigned count_words(ps_span cell) {
    unsigned words = 0;
    for (size_t i = 0; i < cell.len; i++)
        words += cell.ptr[i] != ' ' && (i == 0 || cell.ptr[i - 1] == ' ');
    return words;
}

/* claim 4471203394: such a number is a value, no part of a name. */
static bool is_long_number(ps_span word) {
    enum { DIGITS = 5 };
    size_t digits = 0;
    while (digits < word.len && ps_is_digit(word.ptr[digits])) digits++;
    return digits >= DIGITS && digits == word.len;
}

/* Date of Birth, last_name, Phone #, ZIP/Postal: letters first, few words, no sentence. */
static bool is_name(ps_span cell) {
    if (!may_be_name(cell) || count_words(cell) > WORDS_MAX || !has_name_bytes(cell)) return false;
    for (size_t i = 0; i < cell.len;) {
        size_t end = i;
        while (end < cell.len && cell.ptr[end] != ' ') end++;
        ps_span word = ps_span_cut(cell, i, end);
        bool joins = i == 0 && (ps_span_is(word, "and") || ps_span_is(word, "or"));
        if (joins || is_sentence_word(word) || is_long_number(word)) return false;
        i = end + 1;
    }
    return true;
}

static void take_name(ps_company *company, ps_csv *out, const ps_key_index *keys, ps_span cell) {
    company->cells++;
    if (!cell.len) {
        company->empty++;
        ps_columns_skip(&out->columns);
        return;
    }
    company->blanks += count_words(cell) > 1;
    company->upper |= ps_is_upper(cell.ptr[0]);
    company->lower |= ps_is_lower(cell.ptr[0]);
    ps_columns_add(&out->columns, keys, cell);
}

/* Whose columns are they? Asked of what is a header otherwise. */
static void take_owner(ps_company *company, ps_span line, ps_extent cells, char separator) {
    for (size_t at = cells.from; at <= cells.to;) {
        ps_csv_cell cell = ps_csv_cell_at(line, at, cells.to, separator);
        ps_span name = ps_span_cut(line, cell.from, cell.to);
        company->person |= name.len && ps_has_person_word(name);
        company->nobody |= name.len && ps_column_of_provider(name);
        at = cell.next;
    }
}

/* Do they begin in the same way? */
static bool are_alike(const ps_company *company) {
    return !company->upper || !company->lower;
}

/* Separators that part sentences, too. */
static bool is_loose(char separator) {
    return separator == ',' || separator == ';';
}

/* A header, and no list of words in a sentence? One name that is known is little: in the row
 * `HL7,MR,Medical record number,active` it stands among words that begin in another way. */
static bool is_header(const ps_company *company, const ps_columns *columns, char separator) {
    if (company->cells < 2 || company->empty * 2 > company->cells) return false;
    bool several = columns->known + columns->hints > 1;
    if (!columns->known || (!several && !(columns->persons && are_alike(company)))) return false;
    return !is_loose(separator) || company->cells > 2 || !company->blanks;
}

/* system,code,display: of a list in which no person stands. */
static bool is_list(const ps_company *company) {
    return company->cells > 2 && !company->empty && !company->blanks && are_alike(company);
}

/* ---- fields ---- */

/* Names, quotes and separators alone: most lines of a log end this question at once. */
static bool may_be_header(ps_span line) {
    for (size_t i = 0; i < line.len; i++)
        if (!ps_csv_byte(line.ptr[i])) return false;
    return true;
}

/* The separator that the line holds most of, outside of quotes; 0: none. *box: it is that of box
 * drawing. */
static char separator_of(ps_span line, bool *box) {
    static const char signs[] = " ,;\t|^";
    static const uint8_t place[128] = {[','] = 1, [';'] = 2, ['\t'] = 3, ['|'] = 4, ['^'] = 5};
    size_t counts[sizeof signs] = {0}, best = 1;
    bool quoted = false;
    *box = false;
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.ptr[i];
        uint8_t kind = ps_csv_byte(line.ptr[i]);
        if (c == '"') quoted = !quoted;
        if (kind & PS_CSV_SEPARATOR && !quoted) counts[place[c]]++;
        if (kind & PS_CSV_BOX_DRAWING && ps_csv_separator_at(line, i, 0)) *box = true;
    }
    for (size_t i = 2; i < sizeof signs - 1; i++)
        if (counts[i] > counts[best]) best = i;
    return counts[best] && !*box ? signs[best] : 0;
}

/* | a | b |: the pipes at the edges part nothing. */
static void trim_edges(ps_span line, size_t *from, size_t *to, char separator) {
    while (*from < *to && ps_is_blank(line.ptr[*from]) && separator != line.ptr[*from]) ++*from;
    while (*to > *from && ps_is_one_of(line.ptr[*to - 1], " \r")) --*to;
    if (separator && separator != '|') return;
    size_t n = separator ? 1 : 3;
    *from += ps_csv_separator_at(line, *from, separator);
    if (*to >= *from + n && ps_csv_separator_at(line, *to - n, separator)) *to -= n;
}

/* Before any of them is looked up: names, and not just two of which one has several words. Most
 * lines show by the first bytes and the number of their cells that they hold none. */
static bool are_names(ps_span line, size_t from, size_t to, char separator) {
    unsigned cells = 0, blanks = 0;
    for (size_t at = from; at <= to; cells++) {
        ps_csv_cell cell = ps_csv_cell_at(line, at, to, separator);
        ps_span name = ps_span_cut(line, cell.from, cell.to);
        if (cell.open || (name.len && !may_be_name(name))) return false;
        blanks += name.len && count_words(name) > 1;
        at = cell.next;
    }
    if (cells < 2 || (cells == 2 && blanks && is_loose(separator))) return false;
    for (size_t at = from; at <= to;) {
        ps_csv_cell cell = ps_csv_cell_at(line, at, to, separator);
        ps_span name = ps_span_cut(line, cell.from, cell.to);
        if (name.len && !is_name(name)) return false;
        at = cell.next;
    }
    return true;
}

static bool read_fields(ps_span line, const ps_key_index *keys, ps_csv *out) {
    bool box;
    ps_company company = {0};
    char separator = separator_of(line, &box);
    if (!separator && !box) return false;
    size_t from = 0, to = line.len;
    if (line.len > 3 && !memcmp(line.ptr, "\xEF\xBB\xBF", 3)) from = 3;
    trim_edges(line, &from, &to, separator);
    if (!are_names(line, from, to, separator)) return false;
    for (size_t at = from; at <= to;) {
        ps_csv_cell cell = ps_csv_cell_at(line, at, to, separator);
        ps_span name = ps_span_cut(line, cell.from, cell.to);
        take_name(&company, out, keys, name);
        at = cell.next;
    }
    out->separator = separator;
    if (!is_header(&company, &out->columns, separator)) {
        if (is_list(&company)) {
            out->kind = PS_CSV_LIST;
            for (size_t i = 0; i < out->columns.count; i++) out->columns.column[i] = PS_COLUMN_NONE;
        }
        return false;
    }
    take_owner(&company, line, (ps_extent){from, to}, separator);
    out->person = ps_columns_settle(&out->columns, company.person   ? PS_TABLE_PERSONS
                                                   : company.nobody ? PS_TABLE_NOBODY
                                                                    : PS_TABLE_OTHER);
    out->certain = are_alike(&company) && out->columns.known + out->columns.hints > 1;
    out->kind = separator == '|' || box ? PS_CSV_BOX : PS_CSV_FIELDS;
    return true;
}

/* ---- COPY ---- */

/* COPY public.patient (mrn, last_name) FROM stdin; */
static bool read_copy(ps_span line, const ps_key_index *keys, ps_csv *out) {
    size_t at = 0;
    ps_table_kind kind = PS_TABLE_OTHER;
    ps_sql_token token = ps_sql_next(line, &at);
    if (!ps_sql_is(line, &token, "copy")) return false;
    while (token.kind != PS_SQL_OPEN) {
        kind = ps_table_kind_of(ps_span_cut(line, token.from, token.to));
        token = ps_sql_next(line, &at);
        if (token.kind == PS_SQL_END) return false;
    }
    while (token.kind != PS_SQL_CLOSE) {
        token = ps_sql_next(line, &at);
        if (token.kind == PS_SQL_END) return false;
        bool name = token.kind == PS_SQL_WORD || token.kind == PS_SQL_DOUBLE;
        if (name) ps_columns_add(&out->columns, keys, ps_span_cut(line, token.from, token.to));
    }
    out->person = ps_columns_settle(&out->columns, kind);
    token = ps_sql_next(line, &at); /* FROM */
    token = ps_sql_next(line, &at);
    bool stream = ps_sql_is(line, &token, "stdin") || ps_sql_is(line, &token, "stdout");
    out->kind = PS_CSV_COPY;
    out->separator = '\t';
    while (stream && (token = ps_sql_next(line, &at)).kind != PS_SQL_END)
        if (ps_sql_is(line, &token, "csv")) out->separator = ',';
    return stream;
}

/* ---- words over a ruler ---- */

/* MRN  LAST_NAME: names parted by blanks. Whether they are a header, the next line says. */
static bool read_words(ps_span line, const ps_key_index *keys, ps_csv *out) {
    bool padded = line.ptr[0] == ' ' || !memchr(line.ptr, ' ', line.len);
    for (size_t i = 0; i < line.len; i++) {
        if (!ps_is_word(line.ptr[i]) && !ps_is_one_of(line.ptr[i], " #\r")) return false;
        padded |= i > 0 && line.ptr[i] == ' ' && line.ptr[i - 1] == ' ';
    }
    if (!padded) return false;
    for (size_t at = 0; at < line.len;) {
        size_t end = at;
        while (end < line.len && !ps_is_one_of(line.ptr[end], " \r")) end++;
        if (end > at) {
            bool last = out->columns.count == WORDS_OF_RULER_MAX;
            if (ps_is_digit(line.ptr[at]) || last) return false;
            out->begin[out->columns.count] = (uint16_t)at;
            ps_columns_add(&out->columns, keys, ps_span_cut(line, at, end));
        }
        at = end + 1;
    }
    out->person = ps_columns_settle(&out->columns, PS_TABLE_OTHER);
    out->kind = PS_CSV_WORDS;
    return out->columns.known > 0;
}

/* -[ RECORD 1 ]---- */
static bool read_record(ps_span line, ps_csv *out) {
    static const char head[] = "-[ RECORD ";
    if (line.len < sizeof head || memcmp(line.ptr, head, sizeof head - 1) != 0) return false;
    out->kind = PS_CSV_RECORD;
    return true;
}

/* The arrays are left as they are: this is asked of every line. */
static void clear(ps_csv *csv) {
    ps_columns_clear(&csv->columns);
    csv->at = csv->lines = 0;
    csv->separator = 0;
    csv->misses = csv->others = 0;
    csv->head = (ps_csv_head){0};
    csv->kind = PS_CSV_NONE;
    csv->open = csv->person = false;
}

typedef bool ps_header_fn(ps_span line, const ps_key_index *keys, ps_csv *out);

bool ps_csv_header(ps_span line, const ps_key_index *keys, ps_csv *out) {
    static ps_header_fn *const kinds[] = {read_copy, read_fields, read_words};
    size_t at = 0;
    clear(out);
    while (at < line.len && ps_is_blank(line.ptr[at])) at++;
    if (line.len - at < 3 || line.len > LINE_MAX_LEN || ps_is_digit(line.ptr[at])) return false;
    if (!may_be_header(line)) return false;
    if (read_record(line, out)) return true;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i](line, keys, out)) return true;
        if (out->kind == PS_CSV_LIST) return false;
        clear(out);
    }
    return false;
}

bool ps_csv_headed(ps_span line, size_t tail, const ps_key_index *keys, ps_csv *out, size_t *at) {
    ps_extent places[PS_CSV_HEADS_MAX];
    size_t count = ps_csv_heads(line, tail, places);
    for (size_t i = 0; i < count; i++) {
        ps_csv csv;
        ps_span header = ps_span_cut(line, places[i].from, places[i].to);
        clear(&csv);
        if (!header.len || header.len > LINE_MAX_LEN || !may_be_header(header)) continue;
        if (ps_is_one_of(header.ptr[header.len - 1], ",;")) continue; /* "name": "BirthPlace", */
        if (!read_fields(header, keys, &csv)) continue;
        csv.head = ps_csv_head_of(line, places[i].from);
        *at = places[i].from;
        *out = csv;
        return true;
    }
    return false;
}
