/* SPDX-License-Identifier: Apache-2.0
 *
 * What the library under Hyperscan keeps for the end of a program: memory for an exception when
 * there is none. A plugin ends before the program does, once for each reload. */

#ifdef PS_OWN_CXX /* a copy of our own: otherwise it is the host's */
extern void free_cxx(void) __asm__("_ZN9__gnu_cxx9__freeresEv");

__attribute__((destructor)) static void leave_nothing(void) {
    free_cxx();
}
#else
typedef int nothing_to_do;
#endif
