// What artifacts are found by.
#pragma once

#include "base/bytes.hpp"

namespace pawl
{
/// All that decides what an artifact holds.
struct ArtifactIdentity
{
    Bytes32 module_hash; ///< SHA-256 of its bytes
    Bytes32 profile_id;
    Bytes32 schedule_id;
    std::string_view target; ///< instruction set, what is taken of the processor, options
    BytesView build;         ///< of the engine: engine_build(), but for tests
};

/// The SHA-256 of it. See docs/formats/artifact.md.
[[nodiscard]] Bytes32 artifact_key(const ArtifactIdentity& identity);
} // namespace pawl
