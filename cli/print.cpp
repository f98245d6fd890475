#include "cli/print.hpp"

#include "cli/visible.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>
#include <vector>

namespace pawl::cli
{
namespace
{
std::string label(std::string name)
{
    std::ranges::replace(name, '_', ' ');
    return name;
}

std::string joined(const Document& values);

/// A value on one line.
std::string cell(const Document& value)
{
    if (value.is_null())
        return "-";
    if (value.is_boolean())
        return value.get<bool>() ? "yes" : "no";
    if (value.is_string())
        return visible(value.get_ref<const std::string&>());
    if (value.is_structured())
        return joined(value);
    return value.dump();
}

/// What is nested, on one line: the fields of an object as a=b, the elements of a list apart.
std::string joined(const Document& values)
{
    std::string line;
    for (const Document& value : values)
        line += fmt::format("{}{}",
                            line.empty()         ? ""
                            : values.is_object() ? "="
                                                 : " ",
                            cell(value));
    return line;
}

/// Whether the value stands on a line of its own rather than below its name.
bool is_plain(const Document& value)
{
    return !value.is_structured() || value.empty();
}

/// Whether the value may stand in a column of numbers.
bool is_number(const Document& value)
{
    if (value.is_number() || value.is_null())
        return true;
    if (!value.is_string())
        return false;
    const auto& text = value.get_ref<const std::string&>();
    return !text.empty() && text.size() <= 20 &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

struct Column
{
    std::string name;
    std::size_t width;
    bool right;
};

/// Prints values without alignment to the left of them but with the indentation of their block.
class Printer
{
public:
    Printer(std::ostream& out, bool terminal) : out_{out}, terminal_{terminal} {}

    void object(const Document& document, std::size_t indent)
    {
        std::size_t width = 0;
        for (const auto& [name, value] : document.items())
            if (is_plain(value))
                width = std::max(width, name.size());
        for (const auto& [name, value] : document.items())
        {
            if (is_plain(value))
                out_ << fmt::format("{:{}}{:<{}}  {}\n", "", indent, label(name), width,
                                    value.is_structured() ? "-" : cell(value));
            else
                nested(name, value, indent);
        }
    }

    void array(const Document& document, std::size_t indent)
    {
        if (std::ranges::all_of(document, [](const Document& row) { return row.is_object(); }))
            return table(document, indent);
        for (const Document& value : document)
            out_ << fmt::format("{:{}}{}\n", "", indent, cell(value));
    }

private:
    void nested(const std::string& name, const Document& value, std::size_t indent)
    {
        out_ << fmt::format("{:{}}{}\n", "", indent, heading(label(name)));
        if (value.is_object())
            object(value, indent + 2);
        else
            array(value, indent + 2);
    }

    void table(const Document& rows, std::size_t indent)
    {
        const std::vector<Column> columns = columns_of(rows);
        std::string line;
        for (const Column& column : columns)
            line += padded(label(column.name), column);
        out_ << fmt::format("{:{}}{}\n", "", indent, heading(trimmed(line)));
        for (const Document& row : rows)
        {
            line.clear();
            for (const Column& column : columns)
                line += padded(row.contains(column.name) ? cell(row[column.name]) : "", column);
            out_ << fmt::format("{:{}}{}\n", "", indent, trimmed(line));
        }
    }

    static std::vector<Column> columns_of(const Document& rows)
    {
        std::vector<Column> columns;
        for (const Document& row : rows)
            for (const auto& [name, value] : row.items())
            {
                auto at = std::ranges::find(columns, name, &Column::name);
                if (at == columns.end())
                    at = columns.insert(at, {name, name.size(), true});
                at->width = std::max(at->width, cell(value).size());
                at->right = at->right && is_number(value);
            }
        return columns;
    }

    static std::string padded(const std::string& text, const Column& column)
    {
        return column.right ? fmt::format("{:>{}}  ", text, column.width)
                            : fmt::format("{:<{}}  ", text, column.width);
    }

    static std::string trimmed(std::string line)
    {
        line.erase(line.find_last_not_of(' ') + 1);
        return line;
    }

    [[nodiscard]] std::string heading(const std::string& text) const
    {
        return terminal_ ? fmt::format("\033[1m{}\033[0m", text) : text;
    }

    std::ostream& out_;
    const bool terminal_;
};
} // namespace

void print(std::ostream& out, const Document& document, bool terminal)
{
    Printer printer{out, terminal};
    if (document.is_object())
        printer.object(document, 0);
    else if (document.is_array())
        printer.array(document, 0);
    else
        out << cell(document) << '\n';
}
} // namespace pawl::cli
