// The node's log: one event a line, with named fields.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace pawl::rpc
{
/// How much an event matters.
enum class LogLevel
{
    debug,
    info,
    warning,
    error,
};

/// How events are written, to standard error.
enum class LogFormat
{
    text, ///< `time level event name=value ...`
    json, ///< one object a line
};

/// Begins to write events of at least this level. Before, nothing is written.
void start_log(LogLevel least, LogFormat format);

/// One fact about an event.
struct LogField
{
    std::string_view name;
    std::string value;
};

/// Writes one event. `event` is a fixed phrase, so that events can be counted by it.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});
} // namespace pawl::rpc
