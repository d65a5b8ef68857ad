/* SPDX-License-Identifier: Apache-2.0
 *
 * A file for each chunk, FOLDER/00000000000000000042.chunk: MAGIC, then what is sealed. Its number
 * belongs to what is sealed, so that files cannot change places. */
#include "forward_spool.h"

#include "error.h"
#include "file.h"
#include "host.h"
#include "place.h"
#include "turns.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "phisieve spool 1\n"
#define SUFFIX ".chunk"
enum { DIGITS = 20, NAME = 40, FIELDS = 6, FIELD = 8, MODE = 0700, CHUNK_MOST = 1 << 30 };

struct ps_forward_spool {
    const ps_forward_spool_options *opt;
    int lock;                  /* of the folder */
    ps_turns *turns;           /* its input lock is that of writing */
    _Atomic uint64_t end;      /* number of the next chunk */
    _Atomic uint64_t len;      /* chunks */
    _Atomic uint64_t size;     /* bytes of their files */
    uint64_t first, ours_from; /* numbers; `first` is of the thread that takes */
    uint64_t first_size;
    ps_buf secret, sealed; /* for putting */
    ps_buf file, opened;   /* for taking */
    char *path, *taken;    /* a path of each side */
};

/* ---- names ---- */

static size_t path_room(const ps_forward_spool *s) {
    return strlen(s->opt->folder) + NAME;
}

static void name_file(const ps_forward_spool *s, char *path, uint64_t number, const char *suffix) {
    (void)snprintf(path, path_room(s), "%s/%0*" PRIu64 "%s", s->opt->folder, DIGITS, number,
                   suffix);
}

/* False: no file of a chunk. */
static bool number_of(const char *name, uint64_t *out) {
    char *end;
    if (strlen(name) != DIGITS + strlen(SUFFIX) || strcmp(name + DIGITS, SUFFIX) != 0) return false;
    for (size_t i = 0; i < DIGITS; i++)
        if (!ps_is_digit(name[i])) return false;
    *out = strtoull(name, &end, 10);
    return *out < UINT64_MAX;
}

/* ---- opening ---- */

static ps_status failed(const ps_forward_spool *s, const char *what, ps_error *err) {
    return ps_fail(err, PS_E_IO, "--spool %s: %s: %s", s->opt->folder, what, strerror(errno));
}

static ps_status lock_folder(ps_forward_spool *s, ps_error *err) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (mkdir(s->opt->folder, MODE) != 0 && errno != EEXIST)
        return failed(s, "it cannot be made", err);
    (void)snprintf(s->path, path_room(s), "%s/lock", s->opt->folder);
    s->lock = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (s->lock < 0) return failed(s, "it cannot be written", err);
    if (fcntl(s->lock, F_SETLK, &whole) == 0) return PS_OK;
    return ps_fail(err, PS_E_USAGE,
                   "--spool %s: another process has it; each needs a folder of its own",
                   s->opt->folder);
}

static void count_file(ps_forward_spool *s, const char *folder, const char *name) {
    struct stat about;
    uint64_t number;
    if (!number_of(name, &number)) return;
    (void)snprintf(s->path, path_room(s), "%s/%s", folder, name);
    if (lstat(s->path, &about) != 0 || !S_ISREG(about.st_mode)) return;
    if (!s->len || number < s->first) s->first = number;
    if (number >= s->end) s->end = number + 1;
    s->len++;
    s->size += (uint64_t)about.st_size;
}

/* What a process left that ended while it wrote: a temporary file of place.c. */
static bool is_unfinished(const char *name) {
    return name[0] == '.' && strstr(name, SUFFIX ".phisieve-");
}

static ps_status look_into(ps_forward_spool *s, ps_error *err) {
    DIR *folder = opendir(s->opt->folder);
    if (!folder) return failed(s, "it cannot be read", err);
    for (const struct dirent *entry; (entry = readdir(folder));) {
        count_file(s, s->opt->folder, entry->d_name);
        if (is_unfinished(entry->d_name)) (void)unlinkat(dirfd(folder), entry->d_name, 0);
    }
    (void)closedir(folder);
    if (!s->len) s->first = s->end;
    s->ours_from = s->end;
    return PS_OK;
}

ps_status ps_forward_spool_open(ps_forward_spool **out, const ps_forward_spool_options *opt,
                                ps_error *err) {
    ps_forward_spool *s = *out = calloc(1, sizeof *s);
    if (!s) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    s->opt = opt;
    s->lock = -1;
    ps_buf_init(&s->secret, CHUNK_MOST);
    ps_buf_init(&s->sealed, CHUNK_MOST);
    ps_buf_init(&s->file, CHUNK_MOST);
    ps_buf_init(&s->opened, CHUNK_MOST);
    s->path = malloc(path_room(s));
    s->taken = malloc(path_room(s));
    ps_status status = s->path && s->taken ? ps_turns_new(&s->turns, 1) : PS_E_NOMEM;
    if (status != PS_OK) (void)ps_fail(err, status, "not enough memory");
    if (status == PS_OK) status = lock_folder(s, err);
    if (status == PS_OK) status = look_into(s, err);
    if (status == PS_OK) return PS_OK;
    ps_forward_spool_free(s);
    *out = NULL;
    return status;
}

void ps_forward_spool_free(ps_forward_spool *s) {
    if (!s) return;
    if (s->lock >= 0) (void)close(s->lock);
    ps_turns_free(s->turns);
    ps_buf_free(&s->secret);
    ps_buf_free(&s->sealed);
    ps_buf_free(&s->file);
    ps_buf_free(&s->opened);
    free(s->path);
    free(s->taken);
    free(s);
}

uint64_t ps_forward_spool_len(const ps_forward_spool *s) {
    return atomic_load(&s->len);
}

/* ---- a chunk as bytes ---- */

static void put_field(char *to, uint64_t value) {
    for (unsigned i = 0; i < FIELD; i++) to[i] = (char)(value >> 8 * i);
}

static uint64_t field_of(ps_span bytes, size_t n) {
    uint64_t value = 0;
    for (unsigned i = FIELD; i-- > 0;) value = value << 8 | (unsigned char)bytes.ptr[n * FIELD + i];
    return value;
}

static ps_status write_secret(ps_buf *out, const ps_forward_kept *chunk) {
    const ps_forward_sums *sums = &chunk->sums;
    const uint64_t fields[FIELDS] = {chunk->tag.len, chunk->count,   sums->clean,
                                     sums->redacted, sums->withheld, sums->filtered};
    char head[FIELDS * FIELD];
    for (size_t i = 0; i < FIELDS; i++) put_field(head + i * FIELD, fields[i]);
    ps_buf_clear(out);
    ps_buf_trim(out);
    ps_status status = ps_buf_add(out, ps_span_of(head, sizeof head));
    if (status == PS_OK) status = ps_buf_add(out, chunk->tag);
    return status == PS_OK ? ps_buf_add(out, chunk->events) : status;
}

static bool read_secret(ps_span secret, ps_forward_kept *out) {
    if (secret.len < FIELDS * FIELD) return false;
    ps_span rest = ps_span_cut(secret, FIELDS * FIELD, secret.len);
    uint64_t tag = field_of(secret, 0);
    if (tag > rest.len) return false;
    *out = (ps_forward_kept){.tag = ps_span_cut(rest, 0, (size_t)tag),
                             .events = ps_span_cut(rest, (size_t)tag, rest.len),
                             .count = field_of(secret, 1),
                             .sums = {field_of(secret, 2), field_of(secret, 3), field_of(secret, 4),
                                      field_of(secret, 5)}};
    return true;
}

/* What stands beside the secret in the open. */
static ps_span clear_of(char room[FIELD + sizeof MAGIC], uint64_t number) {
    memcpy(room, MAGIC, sizeof MAGIC - 1);
    put_field(room + sizeof MAGIC - 1, number);
    return ps_span_of(room, sizeof MAGIC - 1 + FIELD);
}

/* ---- putting ---- */

static ps_status write_all(int fd, ps_span bytes) {
    while (bytes.len) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        if (n < 0 && errno != EINTR) return PS_E_IO;
        if (n > 0) bytes = ps_span_cut(bytes, (size_t)n, bytes.len);
    }
    return PS_OK;
}

static ps_status write_file(ps_forward_spool *s, ps_error *err) {
    ps_place place;
    ps_status status = ps_place_open(&place, s->path, err);
    if (status != PS_OK) return status;
    if (write_all(place.fd, ps_buf_span(&s->sealed)) == PS_OK) return ps_place_finish(&place, err);
    status = failed(s, "it cannot be written", err);
    ps_place_discard(&place);
    return status;
}

static ps_status put_locked(ps_forward_spool *s, const ps_forward_kept *chunk, ps_error *err) {
    char room[FIELD + sizeof MAGIC];
    uint64_t number = atomic_load(&s->end);
    ps_status status = write_secret(&s->secret, chunk);
    ps_buf_clear(&s->sealed);
    ps_buf_trim(&s->sealed);
    if (status == PS_OK) status = ps_buf_add(&s->sealed, PS_LIT(MAGIC));
    if (status == PS_OK)
        status = ps_seal(s->opt->key, clear_of(room, number), ps_buf_span(&s->secret), &s->sealed);
    if (status != PS_OK) return ps_fail(err, status, "the chunk cannot be sealed");
    if (atomic_load(&s->size) + s->sealed.len > s->opt->most)
        return ps_fail(err, PS_E_LIMIT, "the spool is full (--spool-size)");
    name_file(s, s->path, number, SUFFIX);
    status = write_file(s, err);
    if (status != PS_OK) return status;
    atomic_fetch_add(&s->size, s->sealed.len);
    atomic_store(&s->end, number + 1);
    atomic_fetch_add(&s->len, 1);
    return PS_OK;
}

ps_status ps_forward_spool_put(ps_forward_spool *s, const ps_forward_kept *chunk, ps_error *err) {
    if (!ps_turns_enter(s->turns)) return ps_fail(err, PS_E_STOPPED, "the spool is closed");
    ps_status status = put_locked(s, chunk, err);
    ps_turns_leave(s->turns);
    return status;
}

/* ---- taking ---- */

/* The oldest is not there any more. */
static void go_on(ps_forward_spool *s) {
    s->first++;
    atomic_fetch_sub(&s->size, s->first_size);
    s->first_size = 0;
    atomic_fetch_sub(&s->len, 1);
}

/* Numbers whose files were put aside, or are gone. */
static ps_status find_first(ps_forward_spool *s, ps_error *err) {
    struct stat about;
    for (; s->first < atomic_load(&s->end); s->first++) {
        name_file(s, s->taken, s->first, SUFFIX);
        if (lstat(s->taken, &about) == 0) {
            s->first_size = (uint64_t)about.st_size;
            return PS_OK;
        }
        if (errno != ENOENT) return failed(s, "it cannot be read", err);
    }
    return PS_E_STOPPED;
}

static ps_status open_first(ps_forward_spool *s, ps_forward_kept *out) {
    char room[FIELD + sizeof MAGIC];
    ps_span file = ps_buf_span(&s->file);
    size_t head = sizeof MAGIC - 1;
    if (file.len < head || memcmp(file.ptr, MAGIC, head) != 0) return PS_E_DECODE;
    ps_buf_clear(&s->opened);
    ps_buf_trim(&s->opened);
    ps_status status = ps_unseal(s->opt->key, clear_of(room, s->first),
                                 ps_span_cut(file, head, file.len), &s->opened);
    if (status == PS_E_NOMEM) return status;
    if (status != PS_OK || !read_secret(ps_buf_span(&s->opened), out)) return PS_E_DECODE;
    out->ours = s->first >= s->ours_from;
    return PS_OK;
}

static ps_status put_aside(ps_forward_spool *s, ps_error *err) {
    size_t room = path_room(s);
    char *bad = malloc(room);
    if (!bad) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    name_file(s, bad, s->first, ".bad");
    int result = rename(s->taken, bad);
    free(bad);
    if (result != 0) return failed(s, "a damaged file cannot be put aside", err);
    go_on(s);
    return ps_fail(err, PS_E_DECODE,
                   "a file is damaged, or sealed to another key; it ends in .bad now");
}

ps_status ps_forward_spool_first(ps_forward_spool *s, ps_forward_kept *out, ps_error *err) {
    uint64_t len = ps_forward_spool_len(s);
    if (!len) return PS_E_STOPPED;
    ps_status status = find_first(s, err);
    if (status == PS_E_STOPPED) /* somebody took the files away */
        (void)atomic_compare_exchange_strong(&s->len, &len, 0);
    ps_buf_clear(&s->file);
    ps_buf_trim(&s->file);
    if (status == PS_OK) status = ps_file_read(s->taken, &s->file, err);
    if (status != PS_OK) return status;
    status = open_first(s, out);
    return status == PS_E_DECODE ? put_aside(s, err) : status;
}

void ps_forward_spool_drop(ps_forward_spool *s) {
    name_file(s, s->taken, s->first, SUFFIX);
    (void)unlink(s->taken); /* if it stays, it is sent once more by the next process */
    go_on(s);
}
