// What an analysis hears of a body while it is validated.
#pragma once

#include "engine/isa/opcode.hpp"

#include <concepts>

namespace pawl
{
/// The kinds of control frames.
enum class FrameKind : u8
{
    function,
    block,
    loop,
    if_,
    else_
};

/// An analysis that rides on validation. Code is *live* if a region of it is current: see
/// docs/semantics.md. `instruction`, `local` and `write` are called for dead code too, all others
/// for live code only; frames that open in dead code are not mentioned at all. Offsets count from
/// the module's first byte and are those of the next instruction. A frame's height is 0 for the
/// function, else one more than its parent's.
template <typename V>
concept BodyVisitor =
    requires(V visitor, typename V::Frame frame, Op op, FrameKind kind, u32 number, u32 offset) {
        visitor.enter(frame, offset); // the first instruction follows
        visitor.instruction(op);  // each instruction once, before or after what else is said of it
        visitor.units(u64{});     // static units of the current instruction
        visitor.local(number);    // a use of a local
        visitor.write(number);    // the use is a write
        visitor.call();           // the current instruction calls a function
        visitor.nan_site(offset); // the current instruction's result is canonicalised
        visitor.open(frame, kind, offset);           // a new innermost frame
        visitor.alternative(frame, offset);          // an else, in its frame
        visitor.close(frame, frame, number, offset); // the frame of this height, its parent
        visitor.branch(frame, number);               // in the innermost frame, to a height
        visitor.split(offset);                       // a branch may have left: code goes on here
        visitor.stop(); // code after this is dead, to the frame's else or end
    };
} // namespace pawl
