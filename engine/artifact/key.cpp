#include "engine/artifact/key.hpp"

#include "base/codec.hpp"
#include "base/sha256.hpp"

namespace pawl
{
Bytes32 artifact_key(const ArtifactIdentity& identity)
{
    Encoder out;
    out.raw(identity.module_hash)
        .bytes(identity.build)
        .raw(identity.profile_id)
        .raw(identity.schedule_id)
        .bytes(as_bytes(identity.target));
    return sha256(out.view());
}
} // namespace pawl
