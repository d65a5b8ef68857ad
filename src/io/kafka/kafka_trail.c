/* SPDX-License-Identifier: Apache-2.0 */
#include "kafka_trail.h"

#include "error.h"
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "phisieve trail 1\n"

typedef struct place {
    char topic[PS_KAFKA_TOPIC_MAX + 1];
    int32_t partition;
    int64_t offset;
} place;

/* Of the file. `busy` is written last and taken back first, so that a place that counts is whole.
 */
typedef struct seat {
    atomic_uint busy;
    place at;
} seat;
typedef struct suspect {
    atomic_uint tries; /* 0: nobody */
    place at;
} suspect;
typedef struct trail_file {
    char magic[32];
    seat seats[PS_KAFKA_SEATS_MOST];
    suspect suspects[PS_KAFKA_SUSPECTS_MOST];
} trail_file;

struct ps_kafka_trail {
    int fd;
    trail_file *file;
    atomic_uint suspected; /* how many suspects there are: mostly none */
};

/* ---- the file ---- */

static ps_status cannot(ps_error *err, const char *path) {
    return ps_fail(err, PS_E_IO, "%.200s: %s", path, strerror(errno));
}

static ps_status map_file(ps_kafka_trail *trail, const char *path, ps_error *err) {
    struct stat about;
    trail->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (trail->fd < 0) return cannot(err, path);
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(trail->fd, F_SETLK, &whole) != 0)
        return ps_fail(err, PS_E_USAGE, "%.200s: another process has it; each needs its own", path);
    if (fstat(trail->fd, &about) != 0) return cannot(err, path);
    bool fresh = about.st_size == 0;
    if (!fresh && about.st_size != (off_t)sizeof *trail->file)
        return ps_fail(err, PS_E_USAGE, "%.200s: is no state file of phisieve", path);
    /* With its bytes on the disk: a store into a hole of a full disk would end us. */
    int full = fresh ? posix_fallocate(trail->fd, 0, sizeof *trail->file) : 0;
    if (full) {
        errno = full;
        return cannot(err, path);
    }
    void *bytes = mmap(NULL, sizeof *trail->file, PROT_READ | PROT_WRITE, MAP_SHARED, trail->fd, 0);
    if (bytes == MAP_FAILED) return cannot(err, path);
    trail->file = bytes;
    if (!trail->file->magic[0]) memcpy(trail->file->magic, MAGIC, sizeof MAGIC);
    if (memcmp(trail->file->magic, MAGIC, sizeof MAGIC) == 0) return PS_OK;
    return ps_fail(err, PS_E_USAGE, "%.200s: is no state file of phisieve", path);
}

/* ---- suspects ---- */

static bool is_at(const place *at, const char *topic, int32_t partition, int64_t offset) {
    return at->offset == offset && at->partition == partition && strcmp(at->topic, topic) == 0;
}

static suspect *find(const ps_kafka_trail *trail, const char *topic, int32_t partition,
                     int64_t offset) {
    for (size_t i = 0; i < PS_KAFKA_SUSPECTS_MOST; i++) {
        suspect *s = &trail->file->suspects[i];
        if (atomic_load(&s->tries) && is_at(&s->at, topic, partition, offset)) return s;
    }
    return NULL;
}

/* A free one, or the one with the fewest tries. */
static suspect *place_for(ps_kafka_trail *trail) {
    suspect *best = &trail->file->suspects[0];
    for (size_t i = 1; i < PS_KAFKA_SUSPECTS_MOST; i++)
        if (atomic_load(&trail->file->suspects[i].tries) < atomic_load(&best->tries))
            best = &trail->file->suspects[i];
    return best;
}

static void suspect_it(ps_kafka_trail *trail, const place *at) {
    suspect *s = find(trail, at->topic, at->partition, at->offset);
    if (!s) {
        s = place_for(trail);
        atomic_store(&s->tries, 0);
        s->at = *at;
    }
    unsigned tries = atomic_fetch_add(&s->tries, 1) + 1;
    ps_journal(tries < PS_KAFKA_TRIES ? "warn" : "error", "ended_at",
               ",\"topic\":\"%s\",\"partition\":%" PRId32 ",\"offset\":%" PRId64 ",\"times\":%u",
               at->topic, at->partition, at->offset, tries);
}

/* A damaged file must not make us read beyond it. */
static void look_back(ps_kafka_trail *trail) {
    for (size_t i = 0; i < PS_KAFKA_SEATS_MOST; i++) {
        seat *s = &trail->file->seats[i];
        s->at.topic[PS_KAFKA_TOPIC_MAX] = '\0';
        if (atomic_load(&s->busy)) suspect_it(trail, &s->at);
        atomic_store(&s->busy, 0);
    }
    unsigned count = 0;
    for (size_t i = 0; i < PS_KAFKA_SUSPECTS_MOST; i++) {
        trail->file->suspects[i].at.topic[PS_KAFKA_TOPIC_MAX] = '\0';
        count += atomic_load(&trail->file->suspects[i].tries) > 0;
    }
    atomic_store(&trail->suspected, count);
}

/* ---- for the sidecar ---- */

ps_status ps_kafka_trail_open(ps_kafka_trail **out, const char *path, ps_error *err) {
    ps_kafka_trail *trail = *out = calloc(1, sizeof *trail);
    if (!trail) return ps_fail(err, PS_E_NOMEM, "not enough memory");
    ps_status status = map_file(trail, path, err);
    if (status != PS_OK) {
        ps_kafka_trail_close(trail);
        *out = NULL;
        return status;
    }
    look_back(trail);
    return PS_OK;
}

void ps_kafka_trail_close(ps_kafka_trail *trail) {
    if (!trail) return;
    if (trail->file) (void)munmap(trail->file, sizeof *trail->file);
    if (trail->fd >= 0) (void)close(trail->fd);
    free(trail);
}

/* It was got through after all. One that is not examined any more stays: its marker may not be
 * certain yet. */
static void clear(ps_kafka_trail *trail, const place *at) {
    suspect *s = find(trail, at->topic, at->partition, at->offset);
    if (!s || atomic_load(&s->tries) >= PS_KAFKA_TRIES) return;
    atomic_store(&s->tries, 0);
    atomic_fetch_sub(&trail->suspected, 1);
}

void ps_kafka_trail_rest(ps_kafka_trail *trail, unsigned seat_number) {
    if (!trail || seat_number >= PS_KAFKA_SEATS_MOST) return;
    seat *s = &trail->file->seats[seat_number];
    if (!atomic_load_explicit(&s->busy, memory_order_relaxed)) return;
    atomic_store_explicit(&s->busy, 0, memory_order_release);
    if (atomic_load_explicit(&trail->suspected, memory_order_relaxed)) clear(trail, &s->at);
}

bool ps_kafka_trail_step(ps_kafka_trail *trail, unsigned seat_number, const char *topic,
                         int32_t partition, int64_t offset) {
    if (!trail || seat_number >= PS_KAFKA_SEATS_MOST) return true;
    ps_kafka_trail_rest(trail, seat_number);
    if (atomic_load_explicit(&trail->suspected, memory_order_relaxed)) {
        const suspect *known = find(trail, topic, partition, offset);
        if (known && atomic_load(&known->tries) >= PS_KAFKA_TRIES) return false;
    }
    seat *s = &trail->file->seats[seat_number];
    size_t len = strlen(topic);
    memcpy(s->at.topic, topic, (len < PS_KAFKA_TOPIC_MAX ? len : PS_KAFKA_TOPIC_MAX - 1) + 1);
    s->at.partition = partition;
    s->at.offset = offset;
    atomic_store_explicit(&s->busy, 1, memory_order_release);
    return true;
}
