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

# ps_embed_words(DIR OUT): a C file that holds every *.txt of DIR, each as an array of its bytes.
function(ps_embed_words dir out)
  file(GLOB lists CONFIGURE_DEPENDS ${dir}/*.txt)
  list(SORT lists)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} "-DLISTS=${lists}" -P ${CMAKE_SOURCE_DIR}/cmake/embed_words_script.cmake
    DEPENDS ${lists} ${CMAKE_SOURCE_DIR}/cmake/embed_words_script.cmake
    COMMENT "Embedding the lists of names" VERBATIM)
endfunction()
