/* SPDX-License-Identifier: Apache-2.0
 *
 * What only this operating system can say or do: the GNU and Linux calls that the layers above may
 * not name. Thread-safe. */
#ifndef PS_HOST_H
#define PS_HOST_H

#include "span.h"

/* Offset after the last '\n' of [0,len), or 0 when there is none. */
size_t ps_host_after_last_newline(const char *ptr, size_t len);
/* No core file, no ptrace by others: input bytes must not land on a disk. Returns the earlier limit
 * of core files, which a program that we start gets back (ps_host_core_limit). */
uint64_t ps_host_forbid_dumps(void);
void ps_host_core_limit(uint64_t limit);
/* Descriptors 0 to 2 exist afterwards, so that no file of ours gets their number; one that was
 * closed fails when it is used. Once, at start. */
void ps_host_standard_fds(void);
/* Memory of more than 1 MiB goes back to the system when it is freed: otherwise the allocator, once
 * it has seen a huge block freed, keeps the next ones. Once, at start. */
void ps_host_return_memory(void);
/* Every link resolved; malloc'ed, NULL with errno. */
char *ps_host_real_path(const char *path);
/* The path of a file beside the running program; malloc'ed, NULL with errno. */
char *ps_host_beside(const char *name);
/* N when the path is one of the names of our own descriptor N (/dev/stdin, /dev/fd/N ...), else -1.
 * A process without dumps may not open those by name. */
int ps_host_own_fd(const char *path);
/* A pipe that takes `bytes` at a time instead of 64 KiB; a wish, failure is fine. */
void ps_host_widen_pipe(int fd, int bytes);
/* Overwrites a secret; not optimised away. */
void ps_host_wipe(void *ptr, size_t len);
/* "Read once, front to back"; a wish. */
void ps_host_read_ahead(int fd);

#endif
