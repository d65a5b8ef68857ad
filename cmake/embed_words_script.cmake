# SPDX-License-Identifier: Apache-2.0
# Run by ps_embed_words: LISTS -> OUT, each file as an array named after it, bytes as numbers.
set(text "/* Made from data/names/ by cmake/embed_words_script.cmake: do not edit. */\n#include \"word_list.h\"\n\n")
foreach(list ${LISTS})
  get_filename_component(name ${list} NAME_WE)
  string(REPLACE "-" "_" name ${name})
  file(READ ${list} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND text "static const char ${name}_text[] = {${bytes}0};\n")
  string(APPEND text "const ps_word_list ps_list_${name} = {${name}_text, sizeof ${name}_text - 1};\n\n")
endforeach()
file(WRITE ${OUT} "${text}")
