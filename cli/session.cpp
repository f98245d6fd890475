#include "cli/session.hpp"

#include "cli/print.hpp"

#include <nlohmann/json.hpp>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace pawl::cli
{
void Session::show(const Document& document) const
{
    if (json)
        std::cout << document.dump(2, ' ', false, Document::error_handler_t::replace) << '\n';
    else
        print(std::cout, document, isatty(STDOUT_FILENO) != 0);
    std::cout.flush();
}

std::filesystem::path default_home()
{
    if (const char* home = std::getenv("PAWL_HOME"); home != nullptr && *home != '\0')
        return home;
    const char* user = std::getenv("HOME");
    return std::filesystem::path{user == nullptr ? "." : user} / ".pawl";
}
} // namespace pawl::cli
