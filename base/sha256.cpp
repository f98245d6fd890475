#include "base/sha256.hpp"

#include "base/check.hpp"

#include <openssl/evp.h>

namespace pawl
{
namespace
{
/// The algorithm, fetched once: OpenSSL 3 looks it up by name on every implicit fetch, which costs
/// several times the hash of a tree node.
const EVP_MD* algorithm()
{
    static const EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    PAWL_CHECK(md != nullptr, "OpenSSL offers no SHA-256");
    return md;
}

struct FreeContext
{
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

Context new_context()
{
    Context context{EVP_MD_CTX_new()};
    PAWL_CHECK(context != nullptr, "out of memory for a hash context");
    return context;
}

void start(EVP_MD_CTX* context)
{
    PAWL_CHECK(EVP_DigestInit_ex2(context, algorithm(), nullptr) == 1, "SHA-256 does not start");
}

void add(EVP_MD_CTX* context, BytesView bytes)
{
    PAWL_CHECK(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1, "SHA-256 update failed");
}

Bytes32 finish(EVP_MD_CTX* context)
{
    Bytes32 out;
    PAWL_CHECK(EVP_DigestFinal_ex(context, out.bytes.data(), nullptr) == 1,
               "SHA-256 does not finish");
    return out;
}

/// A context per thread for one-shot digests: creating one costs as much as a short hash.
EVP_MD_CTX* scratch()
{
    thread_local const Context context = new_context();
    return context.get();
}
} // namespace

struct Sha256::State
{
    Context context = new_context();
};

Sha256::Sha256() : state_{std::make_unique<State>()}
{
    start(state_->context.get());
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256::Sha256(const Sha256& other) : state_{std::make_unique<State>()}
{
    *this = other;
}

Sha256& Sha256::operator=(const Sha256& other)
{
    if (this == &other)
        return *this;
    PAWL_CHECK(EVP_MD_CTX_copy_ex(state_->context.get(), other.state_->context.get()) == 1,
               "SHA-256 state cannot be copied");
    return *this;
}

Sha256& Sha256::update(BytesView bytes)
{
    add(state_->context.get(), bytes);
    return *this;
}

Bytes32 Sha256::digest() const
{
    EVP_MD_CTX* const context = scratch();
    PAWL_CHECK(EVP_MD_CTX_copy_ex(context, state_->context.get()) == 1,
               "SHA-256 state cannot be copied");
    return finish(context);
}

Bytes32 sha256(BytesView bytes)
{
    return sha256({bytes});
}

Bytes32 sha256(std::initializer_list<BytesView> parts)
{
    EVP_MD_CTX* const context = scratch();
    start(context);
    for (const BytesView part : parts)
        add(context, part);
    return finish(context);
}
} // namespace pawl
