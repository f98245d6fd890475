#include "tests/artifact/temporary_folder.hpp"

#include "base/check.hpp"

#include <cstdlib>

namespace pawl::test
{
TemporaryFolder::TemporaryFolder()
{
    std::string pattern = std::filesystem::temp_directory_path() / "pawl-artifacts-XXXXXX";
    PAWL_CHECK(mkdtemp(pattern.data()) != nullptr, "the temporary folder can be made");
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}
} // namespace pawl::test
