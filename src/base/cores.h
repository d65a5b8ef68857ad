/* SPDX-License-Identifier: Apache-2.0
 *
 * How many cores this process may use: of its CPU set, not more than the quota of its control group
 * lets run at once. A container with two of 64 cores wants two threads. Thread-safe. */
#ifndef PS_CORES_H
#define PS_CORES_H

/* >= 1 */
unsigned ps_cores(void);

/* The quota in whole cores, rounded up; 0 = none. Control groups of version 2 (cpu.max) and 1
 * (cpu.cfs_quota_us); any level above the process may set one, the smallest counts. `root` stands
 * before /proc and /sys: "" but for tests. */
unsigned ps_cores_quota(const char *root);

#endif
