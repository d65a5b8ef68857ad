# SPDX-License-Identifier: Apache-2.0
# ps_embed(DIR OUT): a C file that holds every *.yml below DIR, in the order of their names.
function(ps_embed dir out)
  file(GLOB_RECURSE packs CONFIGURE_DEPENDS ${dir}/*.yml)
  list(SORT packs)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DDIR=${dir} -DOUT=${out} "-DPACKS=${packs}" -P ${CMAKE_SOURCE_DIR}/cmake/embed_script.cmake
    DEPENDS ${packs} ${CMAKE_SOURCE_DIR}/cmake/embed_script.cmake
    COMMENT "Embedding the rule packs" VERBATIM)
endfunction()

# ps_embed_words(DIR OUT): a C file with the words of every *.txt of DIR, in the order of their names,
# and with the index of the words of sentences.
function(ps_embed_words dir out)
  file(GLOB lists CONFIGURE_DEPENDS ${dir}/*.txt)
  list(SORT lists)
  add_executable(make_words ${CMAKE_SOURCE_DIR}/cmake/make_words.c)
  target_include_directories(make_words PRIVATE ${CMAKE_SOURCE_DIR}/src/formats/prose)
  add_custom_command(
    OUTPUT ${out}
    COMMAND make_words ${out} ${lists}
    DEPENDS make_words ${lists}
    COMMENT "Embedding the lists of names" VERBATIM)
endfunction()
