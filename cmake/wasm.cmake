# Contracts in C++: compiled for wasm32 with clang, whatever compiles the rest.

find_program(PAWL_WASM_CXX NAMES clang++-22 DOC "Compiler of contracts")
find_program(PAWL_WASM_LD NAMES wasm-ld-22 DOC "Linker of contracts")
if(PAWL_WASM_CXX AND PAWL_WASM_LD)
    set(PAWL_CONTRACTS ON)
else()
    set(PAWL_CONTRACTS OFF)
    message(WARNING "clang++-22 and wasm-ld-22 are not both installed: no contracts are built, and the "
                    "tests that run them are left out")
endif()

# lime1 is a frozen set of features, all of which the default profile accepts: a newer clang does not
# widen it. https://github.com/WebAssembly/tool-conventions/blob/main/Lime.md
set(PAWL_WASM_FLAGS --target=wasm32 -mcpu=lime1 -std=c++23 -O2 -nostdlib -fno-exceptions -fno-rtti
    -Wall -Wextra -Werror -I${PROJECT_SOURCE_DIR}/sdk/cpp)
# A stack of half a page leaves the other half of the first page to data and arena.
set(PAWL_WASM_LINK --no-entry --gc-sections -z stack-size=32768)

# pawl_contract(name SOURCES ...): build/examples/<name>.wasm, to be deployed, and <name>.debug.wasm, the same
# code with the names of its functions. Does nothing where the compiler is absent.
function(pawl_contract name)
    cmake_parse_arguments(ARG "" "" "SOURCES" ${ARGN})
    if(NOT PAWL_CONTRACTS)
        return()
    endif()
    set(out ${PROJECT_BINARY_DIR}/examples)
    file(MAKE_DIRECTORY ${out})
    foreach(source IN LISTS ARG_SOURCES)
        cmake_path(GET source STEM stem)
        set(object ${out}/${name}-${stem}.o)
        add_custom_command(OUTPUT ${object}
            COMMAND ${PAWL_WASM_CXX} ${PAWL_WASM_FLAGS} -MD -MF ${object}.d -MT ${object}
                    -c ${CMAKE_CURRENT_SOURCE_DIR}/${source} -o ${object}
            DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${source} DEPFILE ${object}.d
            COMMENT "Compiling contract ${name}" VERBATIM)
        list(APPEND objects ${object})
    endforeach()
    add_custom_command(OUTPUT ${out}/${name}.wasm ${out}/${name}.debug.wasm
        COMMAND ${PAWL_WASM_LD} ${PAWL_WASM_LINK} --strip-all ${objects} -o ${out}/${name}.wasm
        COMMAND ${PAWL_WASM_LD} ${PAWL_WASM_LINK} --strip-debug ${objects} -o ${out}/${name}.debug.wasm
        DEPENDS ${objects} COMMENT "Linking contract ${name}" VERBATIM)
    add_custom_target(contract_${name} ALL DEPENDS ${out}/${name}.wasm)
endfunction()
