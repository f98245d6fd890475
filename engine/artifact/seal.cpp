#include "engine/artifact/seal.hpp"

#include "base/check.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>

namespace pawl
{
namespace
{
// Fetched once: OpenSSL looks it up by name each time that it is asked.
const EVP_CIPHER* cipher()
{
    static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    PAWL_CHECK(fetched != nullptr, "OpenSSL offers no AES-256-GCM");
    return fetched;
}

struct FreeContext
{
    void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};

// One for each thread, as making one costs as much as a short tag.
EVP_CIPHER_CTX* context()
{
    thread_local const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> own{EVP_CIPHER_CTX_new()};
    PAWL_CHECK(own != nullptr, "out of memory for a cipher");
    return own.get();
}

void must(int answer)
{
    PAWL_CHECK(answer == 1, "OpenSSL computes a tag");
}
} // namespace

// A GMAC is what GCM gives for bytes that are authenticated and none that are encrypted.
Seal::Tag Seal::tag(const Nonce& nonce, BytesView bytes) const
{
    constexpr std::size_t most = std::size_t{1} << 30; // lengths are an int there
    EVP_CIPHER_CTX* const gcm = context();
    int ignored = 0;
    must(EVP_EncryptInit_ex2(gcm, cipher(), secret_.bytes.data(), nonce.data(), nullptr));
    while (!bytes.empty())
    {
        const BytesView part = bytes.first(std::min(most, bytes.size()));
        must(EVP_EncryptUpdate(gcm, nullptr, &ignored, part.data(), static_cast<int>(part.size())));
        bytes = bytes.subspan(part.size());
    }
    Tag tag;
    must(EVP_EncryptFinal_ex(gcm, tag.data(), &ignored));
    must(EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_AEAD_GET_TAG, tag.size(), tag.data()));
    return tag;
}

bool Seal::fits(const Tag& tag, const Nonce& nonce, BytesView bytes) const
{
    const Tag own = this->tag(nonce, bytes);
    return CRYPTO_memcmp(own.data(), tag.data(), own.size()) == 0;
}

Seal::Nonce Seal::new_nonce()
{
    Nonce nonce;
    must(RAND_bytes(nonce.data(), nonce.size()));
    return nonce;
}
} // namespace pawl
