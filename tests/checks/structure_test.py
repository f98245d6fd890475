#!/usr/bin/env python3
"""Every check of structure fails on a violation planted in a copy of the tree, and on nothing like it."""

import json
import unittest

from planted import Planted


def function_of(lines):
    return "int planted()\n{\n" + "    step();\n" * lines + "}\n"


class Layers(Planted):
    def test_an_upward_include_is_found(self):
        self.plant("base/planted.hpp", '#pragma once\n#include "state/view.hpp"\n')
        self.assert_found("layers", "base/planted.hpp:2", "must not include state/view.hpp")

    def test_an_include_between_siblings_is_found(self):
        self.plant("metering/planted.cpp", '#include "determinism/profile.hpp"\n')
        self.assert_found("layers", "metering/planted.cpp:1", "must not include determinism/profile.hpp")

    def test_an_include_of_tests_is_found(self):
        self.plant("chain/planted.cpp", '#include "tests/state/memory_nodes.hpp"\n')
        self.assert_found("layers", "chain/planted.cpp:1", "must not include tests/")

    def test_a_library_of_another_folder_is_found(self):
        self.plant("chain/planted.cpp", "#include <rocksdb/db.h>\n")
        self.assert_found("layers", "chain/planted.cpp:1", "only state may include")

    def test_a_heavy_header_that_another_layer_sees_is_found(self):
        self.plant("base/planted.hpp", "#pragma once\n#include <spdlog/spdlog.h>\n")
        self.plant("state/planted.cpp", '#include "base/planted.hpp"\n')
        self.assert_found("layers", "state/planted.cpp:1", "heavy")

    def test_an_include_of_nothing_is_found(self):
        self.plant("base/planted.cpp", '#include "base/absent.hpp"\n')
        self.assert_found("layers", "base/planted.cpp:1", "names no file")

    def test_a_file_without_a_layer_is_found(self):
        self.plant("elsewhere/planted.cpp", "\n")
        self.assert_found("layers", "elsewhere/planted.cpp:1", "no layer")

    def test_a_downward_include_is_not(self):
        self.plant("chain/planted.cpp", '#include "base/bytes.hpp"\n#include "state/view.hpp"\n')
        self.assert_silent("layers", "planted")


class Lengths(Planted):
    def test_a_long_file_is_found(self):
        self.plant("base/planted.cpp", "\n" * 601)
        self.assert_found("lengths", "base/planted.cpp:1", "601 lines")

    def test_a_long_function_is_found(self):
        self.plant("base/planted.cpp", function_of(61))
        self.assert_found("lengths", "base/planted.cpp:2", "planted: 61 lines")

    def test_a_long_method_and_a_long_constructor_are_found(self):
        self.plant("base/planted.cpp", "struct A\n{\nA(int b) : c{b}, d(b)\n{\n" + "\n" * 61 + "}\n};\n")
        self.assert_found("lengths", "base/planted.cpp:4", "A: 61 lines")

    def test_the_longest_allowed_function_is_not(self):
        self.plant("base/planted.cpp", function_of(60))
        self.assert_silent("lengths", "planted")

    def test_braces_in_strings_and_tables_of_values_are_not_functions(self):
        table = "constexpr int rows[] = {\n" + "    1,\n" * 100 + "};\n"
        self.plant("base/planted.cpp", 'const char* a = "{";\n' + table)
        self.assert_silent("lengths", "planted")


class Isa(Planted):
    def test_a_branch_on_an_opcode_is_found(self):
        self.plant("contract/planted.cpp", "void f(Op op) { switch (op) { case Op::nop: return; } }\n")
        self.assert_found("isa", "contract/planted.cpp:1", "case Op::nop")

    def test_a_second_reader_of_the_table_is_found(self):
        self.plant("metering/planted.cpp", '#include "engine/isa/instructions.def"\n')
        self.assert_found("isa", "metering/planted.cpp:1", "only engine/isa/opcode.hpp")

    def test_a_second_row_of_an_instruction_is_found(self):
        self.plant("engine/isa/instructions.def", 'INSTR(nop, 0xFB, "nop", none, "", "", nop, no, none, mvp)\n')
        self.assert_found("isa", "engine/isa/instructions.def", "identifier nop stands twice")

    def test_an_accepted_instruction_without_meaning_is_found(self):
        self.plant("engine/isa/instructions.def", 'INSTR(new_, 0xFA, "new", none, "", "", nop, no, none, mvp)\n')
        self.assert_found("isa", "engine/interpreter/semantics:1", "new_ has 0 meanings")

    def test_a_second_meaning_is_found(self):
        self.plant("engine/interpreter/semantics/planted.hpp", "int a = meaning<Op::i32_add>;\n")
        self.assert_found("isa", "engine/interpreter/semantics:1", "i32_add has 2 meanings")

    def test_a_branch_in_semantics_is_not(self):
        self.plant("engine/interpreter/semantics/planted.cpp", "void f(Op op) { switch (op) { case Op::nop: return; } }\n")
        self.assert_silent("isa", "planted")


class Language(Planted):
    def test_each_construct_that_is_ruled_out_is_found(self):
        for line, part in (
            ("#define ANSWER 42", "macros"),
            ("void f() { throw 1; }", "no exceptions"),
            ("void f() { assert(true); }", "PAWL_CHECK"),
            ("std::shared_ptr<int> a;", "one owner"),
            ("auto a = new int[3];", "acquire"),
            ("void f(void* p) { free(p); }", "acquire"),
            ("enum Colour { red };", "enum class"),
            ("using namespace std;", "name what is used"),
            ("#include <format>", "g++ 12"),
            ("// TODO: later", "which issue"),
        ):
            with self.subTest(line):
                self.plant("engine/planted.cpp", line + "\n")
                self.assert_found("language", "engine/planted.cpp:1", part)
                self.doCleanups()

    def test_a_header_without_pragma_once_is_found(self):
        self.plant("base/planted.hpp", "int a();\n")
        self.assert_found("language", "base/planted.hpp:1", "#pragma once")

    def test_words_in_comments_and_strings_are_not(self):
        self.plant("base/planted.cpp", '// throw, assert(x), using namespace std\nauto a = "throw new int;";\n')
        self.assert_silent("language", "planted")


class Determinism(Planted):
    def test_each_source_of_difference_is_found(self):
        for line, part in (
            ("std::unordered_map<int, int> a;", "hash order"),
            ("std::map<const Node*, int> a;", "by address"),
            ("auto a = std::chrono::system_clock::now();", "no clock"),
            ("auto a = std::time(nullptr);", "no clock"),
            ("std::random_device a;", "no randomness"),
            ("std::uniform_int_distribution<int> a;", "distributions"),
            ("std::ostringstream a;", "locale"),
            ("auto a = std::stod(b);", "floats"),
            ("auto a = std::pow(b, c);", "libraries"),
            ("unsigned long a;", "width"),
            ("auto a = std::this_thread::get_id();", "thread"),
            ("auto a = getenv(b);", "local"),
            ("auto a = __TIME__;", "same source"),
            ('fmt::format("%p", a);', "address"),
        ):
            with self.subTest(line):
                self.plant("contract/planted.cpp", line + "\n")
                self.assert_found("determinism", "contract/planted.cpp:1", part)
                self.doCleanups()

    def test_a_use_that_says_why_it_is_harmless_is_not(self):
        self.plant("contract/planted.cpp", "// Deterministic: looked up by key, never iterated.\nstd::unordered_map<int, int> a;\n")
        self.assert_silent("determinism", "planted")

    def test_the_service_may_read_the_clock(self):
        self.plant("rpc/planted.cpp", "auto a = std::chrono::system_clock::now();\n")
        self.assert_silent("determinism", "planted")


class Paths(Planted):
    def test_a_path_of_one_machine_is_found(self):
        self.plant("docs/planted.md", "see " + "/".join(("", "home", "someone", "notes")) + "\n")
        self.assert_found("paths", "docs/planted.md:1", "a path of one machine")

    def test_a_path_in_the_tree_is_not(self):
        self.plant("docs/planted.md", "see ../homework/notes.md and docs/home/page and /usr/include\n")
        self.assert_silent("paths", "planted")


class Links(Planted):
    def test_a_link_to_nothing_is_found(self):
        self.plant("docs/planted.md", "see [there](absent.md#part)\n")
        self.assert_found("links", "docs/planted.md:1", "absent.md is not there")

    def test_a_concept_without_its_file_is_found(self):
        self.plant("ARCHITECTURE.md", "| a concept | `base/{bytes,absent}.hpp` |\n")
        self.assert_found("links", "ARCHITECTURE.md:", "base/absent.hpp is not there")

    def test_links_to_files_parts_and_sites_are_not(self):
        self.plant("docs/planted.md", "[a](../LICENSE) [b](#part) [c](https://example.com/absent)\n")
        self.assert_silent("links", "planted")


class Format(Planted):
    def test_another_layout_is_found(self):
        self.plant("base/planted.cpp", "int planted() { return\n1; }\n")
        self.assert_found("format", "base/planted.cpp:1", "laid out otherwise")


class Tidy(Planted):
    def compile_only(self, name):
        """A compilation database that holds one file."""
        row = {"directory": str(self.tree), "file": str(self.tree / name), "output": "planted.o",
               "command": f"clang++-22 -std=c++23 -I{self.tree} -c {self.tree / name}"}
        self.plant("build/compile_commands.json", json.dumps([row]))

    def test_a_name_of_another_style_is_found(self):
        self.plant("base/planted.cpp", "int PlantedFunction()\n{\n    return 1;\n}\n")
        self.compile_only("base/planted.cpp")
        self.assert_found("tidy", "base/planted.cpp:1", "invalid case style for function")

    def test_an_else_after_return_is_found(self):
        self.plant("base/planted.cpp", "int f(bool a)\n{\n    if (a)\n        return 1;\n    else\n        return 2;\n}\n")
        self.compile_only("base/planted.cpp")
        self.assert_found("tidy", "base/planted.cpp:5", "else")

    def test_a_source_that_passed_is_looked_at_again_when_it_changes(self):
        self.plant("base/planted.cpp", "int f()\n{\n    return 1;\n}\n")
        self.compile_only("base/planted.cpp")
        self.assertEqual(self.run_check("tidy").returncode, 0)
        self.plant("base/planted.cpp", "int Other()\n{\n    return 1;\n}\n")
        self.assert_found("tidy", "base/planted.cpp:5", "invalid case style")


if __name__ == "__main__":
    unittest.main()
