/* SPDX-License-Identifier: Apache-2.0 */
#include "input.h"

#include "error.h"
#include "host.h"
#include "stop.h"
#include "waiter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RAW = 256 << 10, PIPE = 1 << 20, AFTER_STOP = 4 << 20 };

struct ps_input {
    int fd;
    const char *name;
    bool owned, file, stop_is_end, known, more;
    struct stat stat;
    uint64_t position, after_stop;
    ps_waiter waiter;
    ps_codec codec;
    ps_decoder *decoder;
    char *raw;    /* compressed bytes; only when there are some */
    ps_span left; /* of raw, not yet decoded */
};

/* A file tells its format before anything is read; a pipe with its first bytes. */
static void look_at_file(ps_input *input) {
    char head[PS_CODEC_MAGIC];
    off_t at = lseek(input->fd, 0, SEEK_CUR);
    if (!input->file || at < 0) return;
    ssize_t got = pread(input->fd, head, sizeof head, at);
    if (got < 0) return;
    bool certain;
    input->codec = ps_codec_of(ps_span_of(head, (size_t)got), &certain);
    input->known = true;
    ps_host_read_ahead(input->fd);
}

ps_status ps_input_of_fd(ps_input **out, int fd, const char *name, bool stop_is_end,
                         ps_error *err) {
    *out = NULL;
    ps_input *input = calloc(1, sizeof *input);
    if (!input) {
        if (fd != STDIN_FILENO) (void)close(fd);
        return ps_fail(err, PS_E_NOMEM, "%s: not enough memory", name);
    }
    *input = (ps_input){.fd = fd, .name = name, .owned = fd != STDIN_FILENO};
    input->stop_is_end = stop_is_end;
    input->left = PS_LIT("");
    ps_status status = ps_waiter_open(&input->waiter, err);
    if (status == PS_OK && fstat(fd, &input->stat) != 0)
        status = ps_fail(err, PS_E_IO, "%s: cannot be read: %s", name, strerror(errno));
    if (status == PS_OK && S_ISDIR(input->stat.st_mode))
        status = ps_fail(err, PS_E_IO, "%s: is a folder: name it as an argument", name);
    if (status != PS_OK) {
        ps_input_close(input);
        return status;
    }
    input->file = S_ISREG(input->stat.st_mode);
    look_at_file(input);
    if (S_ISFIFO(input->stat.st_mode)) ps_host_widen_pipe(fd, PIPE);
    *out = input;
    return PS_OK;
}

ps_status ps_input_open(ps_input **out, const char *path, ps_error *err) {
    *out = NULL;
    if (!path) return ps_input_of_fd(out, STDIN_FILENO, "standard input", false, err);
    int own = ps_host_own_fd(path);
    int fd = own >= 0 ? dup(own) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return ps_fail(err, PS_E_IO, "%s: cannot be opened: %s", path, strerror(errno));
    return ps_input_of_fd(out, fd, path, false, err);
}

void ps_input_close(ps_input *input) {
    if (!input) return;
    ps_decoder_free(input->decoder);
    ps_waiter_close(&input->waiter);
    if (input->owned) (void)close(input->fd);
    free(input->raw);
    free(input);
}

/* True: read on. A stop that is an end lets through what is there, but not for ever. */
static bool may_read(ps_input *input) {
    if (input->file) return !ps_stop_wanted() && !ps_waiter_stopped(&input->waiter);
    if (ps_waiter_wait(&input->waiter, input->fd, -1) != PS_WAIT_STOP) return true;
    if (!input->stop_is_end || input->after_stop >= AFTER_STOP) return false;
    ps_waiter none = {{-1, -1}};
    return ps_waiter_wait(&none, input->fd, 0) == PS_WAIT_READY;
}

static ps_status read_raw(ps_input *input, char *to, size_t room, size_t *got, ps_error *err) {
    *got = 0;
    if (!may_read(input)) {
        if (input->stop_is_end) return PS_OK;
        return ps_fail(err, PS_E_STOPPED, "%s: stopped", input->name);
    }
    ssize_t n;
    do n = read(input->fd, to, room);
    while (n < 0 && (errno == EINTR || errno == EAGAIN) && may_read(input));
    if (n < 0 && errno == EIO && isatty(input->fd)) n = 0; /* the terminal has gone */
    if (n < 0) return ps_fail(err, PS_E_IO, "%s: cannot be read: %s", input->name, strerror(errno));
    *got = (size_t)n;
    input->position += *got;
    if (ps_stop_wanted() || input->stop_is_end) {
        if (ps_waiter_stopped(&input->waiter)) input->after_stop += *got;
    }
    return PS_OK;
}

static ps_status start_decoder(ps_input *input, ps_error *err) {
    input->raw = malloc(RAW);
    ps_status status = input->raw ? ps_decoder_new(&input->decoder, input->codec) : PS_E_NOMEM;
    if (status != PS_OK) return ps_fail(err, status, "%s: not enough memory", input->name);
    return PS_OK;
}

/* The first bytes of a pipe say what they are. */
static ps_status look_at_pipe(ps_input *input, char *to, size_t room, size_t *got, ps_error *err) {
    if (room > RAW) room = RAW;
    size_t len = 0, more = 0;
    bool certain = false;
    while (!certain && len < room) {
        ps_status status = read_raw(input, to + len, room - len, &more, err);
        if (status != PS_OK) return status;
        len += more;
        input->codec = ps_codec_of(ps_span_of(to, len), &certain);
        if (more == 0) certain = true;
    }
    input->known = true;
    *got = len;
    if (input->codec == PS_CODEC_PLAIN) return PS_OK;
    ps_status status = start_decoder(input, err);
    if (status != PS_OK) return status;
    memcpy(input->raw, to, len);
    input->left = ps_span_of(input->raw, len);
    return PS_OK;
}

static ps_status damaged(const ps_input *input, const char *how, ps_error *err) {
    return ps_fail(err, PS_E_DECODE,
                   "%s: the %s data %s (at byte %llu): the lines before that were handled, the "
                   "rest is missing",
                   input->name, ps_codec_name(input->codec), how,
                   (unsigned long long)(input->position - input->left.len));
}

static ps_status read_decoded(ps_input *input, char *to, size_t room, size_t *got, ps_error *err) {
    ps_flow flow = {.in = input->left, .to = to, .room = room};
    for (;;) {
        ps_status status = ps_decoder_step(input->decoder, &flow);
        input->left = flow.in;
        *got = flow.made;
        input->more = flow.made == room;
        if (flow.made) return PS_OK; /* an error comes again with the next step */
        if (status == PS_E_DECODE) return damaged(input, "are damaged", err);
        if (status != PS_OK) return ps_fail(err, status, "%s: not enough memory", input->name);
        if (flow.in.len) continue;
        size_t more = 0;
        status = read_raw(input, input->raw, RAW, &more, err);
        if (status != PS_OK) return status;
        if (more == 0)
            return ps_decoder_complete(input->decoder) ? PS_OK
                                                       : damaged(input, "end too early", err);
        flow.in = ps_span_of(input->raw, more);
    }
}

static ps_status read_some(void *self, char *to, size_t room, size_t *got, ps_error *err) {
    ps_input *input = self;
    *got = 0;
    if (!input->known) {
        ps_status status = look_at_pipe(input, to, room, got, err);
        if (status != PS_OK || input->codec == PS_CODEC_PLAIN) return status;
    }
    if (input->codec == PS_CODEC_PLAIN) return read_raw(input, to, room, got, err);
    ps_status status = input->decoder ? PS_OK : start_decoder(input, err);
    return status == PS_OK ? read_decoded(input, to, room, got, err) : status;
}

static bool pending(void *self) {
    ps_input *input = self;
    if (input->file || input->left.len || input->more) return true;
    ps_waiter none = {{-1, -1}};
    return ps_waiter_wait(&none, input->fd, 0) == PS_WAIT_READY;
}

static void stop(void *self) {
    ps_input *input = self;
    ps_waiter_stop(&input->waiter);
}

ps_source ps_input_source(ps_input *input) {
    bool plain = input->file && input->codec == PS_CODEC_PLAIN;
    return (ps_source){.self = input,
                       .read = read_some,
                       .pending = pending,
                       .stop = stop,
                       .size = plain ? ps_input_size(input) : 0};
}

bool ps_input_is_file(const ps_input *input) {
    return input->file;
}
ps_codec ps_input_codec(const ps_input *input) {
    return input->codec;
}
uint64_t ps_input_position(const ps_input *input) {
    return input->position;
}
dev_t ps_input_device(const ps_input *input) {
    return input->stat.st_dev;
}
ino_t ps_input_inode(const ps_input *input) {
    return input->stat.st_ino;
}

uint64_t ps_input_size(const ps_input *input) {
    return input->file && input->stat.st_size > 0 ? (uint64_t)input->stat.st_size : 0;
}
