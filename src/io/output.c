/* SPDX-License-Identifier: Apache-2.0 */
#include "output.h"

#include "error.h"
#include "host.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROOM = 256 << 10 };

struct ps_output {
    int fd;
    const char *name;
    bool owned, failed, reader_gone;
    bool placed; /* `place` holds a temporary file */
    ps_place place;
    ps_encoder *encoder;
    char *room; /* of the encoder */
    uint64_t bytes;
};

static ps_status make(ps_output **out, int fd, const char *name, ps_codec codec, ps_error *err) {
    *out = NULL;
    ps_output *output = calloc(1, sizeof *output);
    if (!output) return ps_fail(err, PS_E_NOMEM, "%s: not enough memory", name);
    *output = (ps_output){.fd = fd, .name = name};
    ps_status status = PS_OK;
    if (codec != PS_CODEC_PLAIN) {
        output->room = malloc(ROOM);
        status = output->room ? ps_encoder_new(&output->encoder, codec) : PS_E_NOMEM;
    }
    if (status != PS_OK) {
        ps_output_close(output);
        return ps_fail(err, status, "%s: not enough memory to compress", name);
    }
    *out = output;
    return PS_OK;
}

ps_status ps_output_stdout(ps_output **out, ps_codec codec, ps_error *err) {
    return make(out, STDOUT_FILENO, "standard output", codec, err);
}

ps_status ps_output_fd(ps_output **out, int fd, const char *name, ps_error *err) {
    return make(out, fd, name, PS_CODEC_PLAIN, err);
}

static ps_status take_place(ps_output **out, const char *path, ps_codec codec, ps_error *err) {
    ps_status status = make(out, -1, path, codec, err);
    if (status != PS_OK) return status;
    status = ps_place_open(&(*out)->place, path, err);
    if (status == PS_OK) {
        (*out)->placed = (*out)->owned = true;
        (*out)->fd = (*out)->place.fd;
    } else {
        ps_output_close(*out);
        *out = NULL;
    }
    return status;
}

ps_status ps_output_file(ps_output **out, const char *path, ps_codec codec, ps_error *err) {
    struct stat stat_now;
    int own = ps_host_own_fd(path);
    bool there = own >= 0 || stat(path, &stat_now) == 0;
    if (own < 0 && (!there || S_ISREG(stat_now.st_mode))) {
        ps_status status = take_place(out, path, codec, err);
        if (status == PS_OK) ps_place_like(&(*out)->place, there ? &stat_now : NULL);
        return status;
    }
    *out = NULL;
    int fd = own >= 0 ? dup(own) : open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return ps_fail(err, PS_E_IO, "%s: cannot be opened: %s", path, strerror(errno));
    ps_status status = make(out, fd, path, codec, err);
    if (status == PS_OK)
        (*out)->owned = true;
    else
        (void)close(fd);
    return status;
}

ps_status ps_output_replace(ps_output **out, const char *path, const char *suffix, ps_codec codec,
                            ps_error *err) {
    *out = NULL;
    struct stat like;
    if (stat(path, &like) != 0)
        return ps_fail(err, PS_E_IO, "%s: cannot be read: %s", path, strerror(errno));
    if (!S_ISREG(like.st_mode))
        return ps_fail(err, PS_E_USAGE, "%s: only a regular file can be changed in place", path);
    if (like.st_nlink > 1)
        return ps_fail(err, PS_E_USAGE,
                       "%s: has other hard links, which would keep the old content: use -o", path);
    ps_status status = take_place(out, path, codec, err);
    if (status != PS_OK) return status;
    status = ps_place_own(&(*out)->place, &like, suffix, err);
    if (status != PS_OK) {
        ps_output_close(*out);
        *out = NULL;
    }
    return status;
}

static ps_status write_all(ps_output *output, ps_span bytes, ps_error *err) {
    while (bytes.len) {
        ssize_t n = write(output->fd, bytes.ptr, bytes.len);
        if (n >= 0) {
            bytes = ps_span_cut(bytes, (size_t)n, bytes.len);
        } else if (errno == EAGAIN) {
            struct pollfd fd = {.fd = output->fd, .events = POLLOUT};
            (void)poll(&fd, 1, 1000);
        } else if (errno == EPIPE) {
            output->reader_gone = true;
            return ps_fail(err, PS_E_STOPPED, "%s: the reader has gone", output->name);
        } else if (errno != EINTR) {
            return ps_fail(err, PS_E_IO, "%s: cannot be written: %s", output->name,
                           strerror(errno));
        }
    }
    return PS_OK;
}

static ps_status encode(ps_output *output, ps_span bytes, bool end, ps_error *err) {
    ps_flow flow = {.in = bytes, .to = output->room, .room = ROOM};
    bool done = false;
    do {
        ps_status status = ps_encoder_step(output->encoder, &flow, end, &done);
        if (status != PS_OK) return ps_fail(err, status, "%s: cannot be compressed", output->name);
        status = write_all(output, ps_span_of(output->room, flow.made), err);
        if (status != PS_OK) return status;
    } while (end ? !done : flow.in.len > 0);
    return PS_OK;
}

static ps_status write_some(void *self, ps_span bytes, ps_error *err) {
    ps_output *output = self;
    output->bytes += bytes.len;
    ps_status status =
        output->encoder ? encode(output, bytes, false, err) : write_all(output, bytes, err);
    if (status != PS_OK) output->failed = true;
    return status;
}

ps_sink ps_output_sink(ps_output *output) {
    return (ps_sink){.self = output, .write = write_some};
}

bool ps_output_failed(const ps_output *output) {
    return output->failed;
}

bool ps_output_reader_gone(const ps_output *output) {
    return output->reader_gone;
}

uint64_t ps_output_bytes(const ps_output *output) {
    return output->bytes;
}

ps_status ps_output_finish(ps_output *output, ps_error *err) {
    ps_status status = PS_OK;
    if (output->encoder) status = encode(output, PS_LIT(""), true, err);
    if (status != PS_OK || !output->owned) return status;
    if (output->placed) {
        output->placed = output->owned = false;
        return ps_place_finish(&output->place, err);
    }
    output->owned = false;
    if (close(output->fd) != 0)
        return ps_fail(err, PS_E_IO, "%s: cannot be written: %s", output->name, strerror(errno));
    return PS_OK;
}

void ps_output_close(ps_output *output) {
    if (!output) return;
    if (output->placed)
        ps_place_discard(&output->place);
    else if (output->owned)
        (void)close(output->fd);
    ps_encoder_free(output->encoder);
    free(output->room);
    free(output);
}
