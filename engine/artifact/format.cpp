#include "engine/artifact/format.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <utility>

namespace pawl
{
namespace
{
static_assert(std::endian::native == std::endian::little, "artifacts are stored as they are held");

constexpr std::string_view magic = "pawl-art";
constexpr u32 version = 2;

/// Where the parts begin. Behind the header stand, without gaps: functions, traps, calls, sites,
/// regions, the module, the code, the tag.
struct Header
{
    std::array<char, 8> magic{};
    u32 version = 0;
    Seal::Nonce nonce{};
    Bytes32 key{};
    u64 instantiation_price = 0;
    u32 imported_functions = 0;
    u32 functions = 0, traps = 0, calls = 0, sites = 0; ///< how many; regions are as sites
    u32 module_bytes = 0, code_bytes = 0;
    u32 zero = 0;
};
static_assert(sizeof(Header) == Artifact::header_bytes &&
              std::has_unique_object_representations_v<Header>);

/// A trap site as it stands there, without padding.
struct TrapRow
{
    u32 code = 0, offset = 0, trap = 0;
};

template <typename Row>
void put(Bytes& out, std::span<const Row> rows)
{
    static_assert(std::has_unique_object_representations_v<Row>);
    append(out, {reinterpret_cast<const u8*>(rows.data()), rows.size_bytes()});
}

template <typename Row>
std::vector<Row> rows_of(BytesView bytes)
{
    std::vector<Row> rows(bytes.size() / sizeof(Row));
    if (!rows.empty())
        std::memcpy(rows.data(), bytes.data(), bytes.size());
    return rows;
}

std::vector<TrapRow> rows_of(const std::vector<TrapSite>& traps)
{
    std::vector<TrapRow> rows;
    rows.reserve(traps.size());
    for (const TrapSite& site : traps)
        rows.push_back({site.code, site.offset, static_cast<u32>(site.trap)});
    return rows;
}

u32 count(std::size_t size)
{
    PAWL_CHECK(size <= 0xFFFFFFFF, "limits keep what stands in an artifact below 4 GiB");
    return static_cast<u32>(size);
}

u64 total(const Header& header) noexcept
{
    return sizeof(Header) + u64{header.functions} * sizeof(NativeFunction) +
           u64{header.traps} * sizeof(TrapRow) + u64{header.calls} * sizeof(CallSite) +
           u64{header.sites} * 2 * sizeof(u32) + header.module_bytes + header.code_bytes +
           sizeof(Seal::Tag);
}

Expected<Header> read_header(BytesView bytes)
{
    Header header;
    if (bytes.size() < sizeof header)
        return reject(Code::truncated, bytes.size());
    std::memcpy(&header, bytes.data(), sizeof header);
    if (!std::ranges::equal(header.magic, magic))
        return reject(Code::bad_magic, offsetof(Header, magic));
    if (header.version != version)
        return reject(Code::bad_version, offsetof(Header, version));
    return header;
}

/// Whether rows stand by code offset, below or at the end of the code.
template <typename Row, typename Projection>
bool in_order(const std::vector<Row>& rows, Projection place, std::size_t end)
{
    return std::ranges::is_sorted(rows, {}, place) &&
           (rows.empty() || std::invoke(place, rows.back()) <= end);
}
} // namespace

Bytes write_artifact(const Bytes32& key, const ArtifactContent& content, const Seal& seal,
                     const Seal::Nonce& nonce)
{
    const CompiledModule& compiled = content.compiled;
    PAWL_CHECK(compiled.sites.size() == compiled.regions.size(), "each charge region has a site");
    Header header{.magic = {},
                  .version = version,
                  .nonce = nonce,
                  .key = key,
                  .instantiation_price = content.instantiation_price,
                  .imported_functions = compiled.imported_functions,
                  .functions = count(compiled.functions.size()),
                  .traps = count(compiled.traps.size()),
                  .calls = count(compiled.calls.size()),
                  .sites = count(compiled.sites.size()),
                  .module_bytes = count(content.module.size()),
                  .code_bytes = count(compiled.code.size()),
                  .zero = 0};
    std::ranges::copy(magic, header.magic.begin());
    Bytes out;
    out.reserve(total(header));
    put(out, std::span<const Header>{&header, 1});
    put(out, std::span<const NativeFunction>{compiled.functions});
    put(out, std::span<const TrapRow>{rows_of(compiled.traps)});
    put(out, std::span<const CallSite>{compiled.calls});
    put(out, std::span<const u32>{compiled.sites});
    put(out, std::span<const u32>{compiled.regions});
    append(out, content.module);
    append(out, compiled.code);
    append(out, seal.tag(nonce, out));
    return out;
}

std::optional<u64> Artifact::total_bytes(BytesView header)
{
    const auto read = read_header(header);
    return read ? std::optional{total(*read)} : std::nullopt;
}

Expected<Artifact> Artifact::open(BytesView bytes, const Bytes32& key, const Seal& seal)
{
    const auto read = read_header(bytes);
    if (!read)
        return std::unexpected{read.error()};
    const Header& header = *read;
    if (total(header) != bytes.size())
        return reject(Code::bad_length, bytes.size());
    const BytesView sealed = bytes.first(bytes.size() - sizeof(Seal::Tag));
    Seal::Tag tag;
    std::memcpy(tag.data(), bytes.data() + sealed.size(), tag.size());
    if (!seal.fits(tag, header.nonce, sealed))
        return reject(Code::bad_checksum, sealed.size());
    if (header.key != key)
        return reject(Code::unknown_name, offsetof(Header, key));

    Artifact out;
    out.instantiation_price_ = header.instantiation_price;
    out.imported_functions_ = header.imported_functions;
    std::size_t at = sizeof header;
    const auto take = [&](std::size_t size)
    { return bytes.subspan(std::exchange(at, at + size), size); };
    out.functions_ = take(header.functions * sizeof(NativeFunction));
    out.traps_ = take(header.traps * sizeof(TrapRow));
    out.calls_ = take(header.calls * sizeof(CallSite));
    out.sites_ = take(header.sites * sizeof(u32));
    out.regions_ = take(header.sites * sizeof(u32));
    out.module_ = take(header.module_bytes);
    out.code_ = take(header.code_bytes);
    return out;
}

Expected<CodeTables> Artifact::tables() const
{
    CodeTables out;
    out.imported_functions = imported_functions_;
    out.functions = rows_of<NativeFunction>(functions_);
    out.calls = rows_of<CallSite>(calls_);
    out.sites = rows_of<u32>(sites_);
    out.regions = rows_of<u32>(regions_);
    out.traps.reserve(traps_.size() / sizeof(TrapRow));
    for (std::size_t at = 0; at < traps_.size(); at += sizeof(TrapRow))
    {
        TrapRow row;
        std::memcpy(&row, traps_.data() + at, sizeof row);
        out.traps.push_back({row.code, row.offset, static_cast<Trap>(row.trap)});
    }
    if (!in_order(out.functions, &NativeFunction::entry, code_.size()) ||
        !in_order(out.traps, &TrapSite::code, code_.size()) ||
        !in_order(out.calls, &CallSite::code, code_.size()))
        return reject(Code::bad_order, sizeof(Header));
    return out;
}
} // namespace pawl
