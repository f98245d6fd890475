# The vocabulary of the build: one function for each kind of target.

# Warnings are errors in every build of ours; contraction is off because a fused multiply-add gives
# another result than the two operations do.
add_library(pawl_flags INTERFACE)
target_compile_features(pawl_flags INTERFACE cxx_std_23)
target_compile_options(pawl_flags INTERFACE
    -Wall -Wextra -Werror -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
    -ffp-contract=off -fno-fast-math
    # GCC's -Wshadow also warns of enumerators such as ValueType::i32, which hide nothing they could be taken for.
    $<$<CXX_COMPILER_ID:Clang>:-Wshadow -Wshorten-64-to-32>)
target_include_directories(pawl_flags INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)

# pawl_library(name SOURCES ... [LIBRARIES ...]): one folder as a static library `pawl_<name>`.
# LIBRARIES names other folders (base) or imported targets (RocksDB::rocksdb).
function(pawl_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
    add_library(pawl_${name} STATIC ${ARG_SOURCES})
    pawl_link(pawl_${name} PUBLIC ${ARG_LIBRARIES})
endfunction()

# tests_<label> builds the tests of one label: not every preset runs them all.
foreach(label IN ITEMS unit spec corpus e2e threads)
    add_custom_target(tests_${label})
endforeach()

# pawl_test(folder SOURCES ... LIBRARIES ... [LABEL unit] [TIMEOUT 120]): tests/<folder> as one program `<folder>_test`.
function(pawl_test name)
    cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;LIBRARIES" ${ARGN})
    if(NOT PAWL_TESTS)
        return()
    endif()
    if(NOT ARG_LABEL)
        set(ARG_LABEL unit)
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    add_executable(${name}_test ${ARG_SOURCES})
    pawl_link(${name}_test PRIVATE ${ARG_LIBRARIES} GTest::gmock GTest::gtest_main)
    add_dependencies(tests_${ARG_LABEL} ${name}_test)
    set_target_properties(${name}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    gtest_discover_tests(${name}_test
        DISCOVERY_MODE PRE_TEST
        TEST_PREFIX "${name}."
        PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT "PAWL_CORPUS=${PAWL_CORPUS}")
endfunction()

# Links folders by their short name and everything else by its own.
function(pawl_link target kind)
    target_link_libraries(${target} ${kind} pawl_flags)
    foreach(library IN LISTS ARGN)
        if(library MATCHES "::" OR TARGET ${library})
            target_link_libraries(${target} ${kind} ${library})
        else()
            target_link_libraries(${target} ${kind} pawl_${library})
        endif()
    endforeach()
endfunction()

# pawl_embed(target file symbol): the bytes of a data file as `extern const std::string_view symbol`
# in namespace pawl::data, declared by whoever uses it.
function(pawl_embed target file symbol)
    set(source ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    set(output ${PROJECT_BINARY_DIR}/generated/embedded/${symbol}.cpp)
    add_custom_command(OUTPUT ${output}
        COMMAND ${CMAKE_COMMAND} -DINPUT=${source} -DOUTPUT=${output} -DSYMBOL=${symbol}
                -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        DEPENDS ${source} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
        VERBATIM)
    target_sources(${target} PRIVATE ${output})
endfunction()
