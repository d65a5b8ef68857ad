# SPDX-License-Identifier: Apache-2.0
# One set of warnings and sanitizers for every target.
add_library(ps_options INTERFACE)
target_compile_options(ps_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
  -Wpointer-arith -Wcast-qual -Wvla -Wundef -Werror -fno-common -fstack-protector-strong)
target_compile_definitions(ps_options INTERFACE _POSIX_C_SOURCE=200809L PS_VERSION="${PROJECT_VERSION}")
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_definitions(ps_options INTERFACE _FORTIFY_SOURCE=2)
endif()
if(PHISIEVE_SANITIZE)
  target_compile_options(ps_options INTERFACE -fsanitize=${PHISIEVE_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(ps_options INTERFACE -fsanitize=${PHISIEVE_SANITIZE})
  if(PHISIEVE_SANITIZE MATCHES "undefined")
    target_compile_options(ps_options INTERFACE -fno-sanitize-recover=all)
  endif()
endif()
if(PHISIEVE_FUZZ)
  target_compile_options(ps_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
