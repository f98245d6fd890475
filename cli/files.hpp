// Files that people name on the command line.
#pragma once

#include "base/bytes.hpp"

#include <filesystem>
#include <vector>

namespace pawl::cli
{
/// Whether something stands at a path. Stops where this user may not know.
[[nodiscard]] bool file_exists(const std::filesystem::path& path);

/// What stands in a folder, in no order; nothing where there is no such folder.
[[nodiscard]] std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder);

/// All bytes of a file; `-` is standard input.
[[nodiscard]] Bytes read_file(const std::filesystem::path& path);

/// Writes a file that must not exist yet, in a folder that is made if need be. `secret`: for its
/// owner alone, from the first moment on.
void write_new_file(const std::filesystem::path& path, BytesView bytes, bool secret = false);
} // namespace pawl::cli
