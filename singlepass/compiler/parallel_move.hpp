// Moves between registers that all happen at once.
#pragma once

#include "singlepass/masm.hpp"

#include <algorithm>
#include <span>

namespace pawl::singlepass
{
/// One of several moves. Requires: no two of them have the same destination.
struct Move
{
    Kind kind = Kind::i64;
    Reg to = no_reg, from = no_reg;
};

/// Emits the moves in an order in which none overwrites what another still reads; a cycle goes over
/// the machine's spare register of the file. Reorders `moves`.
template <typename M>
void emit_moves(M& masm, std::span<Move> moves)
{
    RegSet waiting; // what is still to be read
    for (const Move& move : moves)
        waiting.add(move.from);
    while (!moves.empty())
    {
        const auto free = std::ranges::find_if(
            moves, [&](const Move& move) { return move.to == move.from || !waiting.has(move.to); });
        if (free == moves.end())
        {
            // Every destination is still to be read: what stands in one of them goes aside, in
            // full, because its kind is not that of what comes there.
            const Move& blocked = moves.front();
            const bool real = is_float(blocked.kind);
            const Reg spare = real ? M::spare_float : M::spare_integer;
            masm.move(real ? Kind::f64 : Kind::i64, spare, blocked.to);
            for (Move& move : moves)
                if (move.from == blocked.to)
                    move.from = spare;
            waiting.remove(blocked.to);
            continue;
        }
        if (free->to != free->from)
            masm.move(free->kind, free->to, free->from);
        const Reg from = free->from;
        *free = moves.back();
        moves = moves.first(moves.size() - 1);
        if (std::ranges::none_of(moves, [&](const Move& move) { return move.from == from; }))
            waiting.remove(from);
    }
}
} // namespace pawl::singlepass
