#include "rpc/log.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <memory>

namespace pawl::rpc
{
namespace
{
/// The logger, once there is one; its format stands beside it.
struct Log
{
    std::shared_ptr<spdlog::logger> logger;
    LogFormat format = LogFormat::text;
};

std::atomic<const Log*> current = nullptr;

spdlog::level::level_enum level_of(LogLevel level)
{
    switch (level)
    {
    case LogLevel::debug:
        return spdlog::level::debug;
    case LogLevel::info:
        return spdlog::level::info;
    case LogLevel::warning:
        return spdlog::level::warn;
    case LogLevel::error:
        return spdlog::level::err;
    }
    return spdlog::level::err;
}

std::string quoted(const std::string& text)
{
    const bool plain =
        !text.empty() &&
        std::ranges::none_of(text, [](char c) { return c <= ' ' || c == '"' || c == '='; });
    return plain ? text
                 : nlohmann::json(text).dump(-1, ' ', false,
                                             nlohmann::json::error_handler_t::replace);
}

std::string as_line(std::string_view event, std::initializer_list<LogField> fields)
{
    std::string line{event};
    for (const LogField& field : fields)
        line.append(" ").append(field.name).append("=").append(quoted(field.value));
    return line;
}

/// The members of an object after those that the pattern writes.
std::string as_members(std::string_view event, std::initializer_list<LogField> fields)
{
    nlohmann::ordered_json members{{"event", event}};
    for (const LogField& field : fields)
        members[std::string{field.name}] = field.value;
    const std::string object =
        members.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return object.substr(1, object.size() - 2);
}
} // namespace

void start_log(LogLevel least, LogFormat format)
{
    auto logger = spdlog::stderr_color_mt("pawl");
    logger->set_level(level_of(least));
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        format == LogFormat::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                                  : "%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v",
        spdlog::pattern_time_type::utc));
    logger->flush_on(spdlog::level::warn);
    // Lives to the end of the process, because threads may log until then.
    static const Log log{std::move(logger), format};
    current.store(&log, std::memory_order_release);
}

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields)
{
    const Log* const log = current.load(std::memory_order_acquire);
    if (log == nullptr || !log->logger->should_log(level_of(level)))
        return;
    log->logger->log(level_of(level), "{}",
                     log->format == LogFormat::json ? as_members(event, fields)
                                                    : as_line(event, fields));
}
} // namespace pawl::rpc
