// Moves between registers that all happen at once.
#pragma once

#include "singlepass/masm.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace pawl::singlepass
{
/// One of several moves. Requires: no two of them have the same destination, and it is not the
/// source.
struct Move
{
    Kind kind = Kind::i64;
    Reg to = no_reg, from = no_reg;
    u32 addend = 0; ///< of an i32, added on the way
};

/// Moves that are collected to happen at once.
class MoveList
{
public:
    void clear() noexcept
    {
        count_ = 0;
        read_ = {};
        written_ = {};
    }
    [[gnu::always_inline]] void add(Kind kind, Reg to, Reg from, u32 addend = 0) noexcept
    {
        if (to == from)
            return;
        moves_[count_++] = {kind, to, from, addend};
        read_.add(from);
        written_.add(to);
    }
    [[nodiscard]] std::span<Move> moves() noexcept { return std::span{moves_}.first(count_); }
    /// Whether some move overwrites what another one reads.
    [[nodiscard]] bool are_entangled() const noexcept { return !(read_ & written_).empty(); }

private:
    std::array<Move, 2 * file_registers> moves_; ///< at most one to each register
    u32 count_ = 0;
    RegSet read_, written_;
};

/// Emits one move.
template <typename M>
[[gnu::always_inline]] inline void emit_move(M& masm, const Move& move)
{
    if (move.addend != 0)
        return masm.add_constant(move.to, move.from, move.addend);
    masm.move(move.kind, move.to, move.from);
}

/// Emits moves of which some overwrite what others read, in an order in which none does too early;
/// a cycle goes over the machine's spare register of the file. Reorders `moves`.
template <typename M>
void emit_entangled(M& masm, std::span<Move> moves)
{
    RegSet waiting; // what is still to be read
    for (const Move& move : moves)
        waiting.add(move.from);
    while (!moves.empty())
    {
        const auto free =
            std::ranges::find_if(moves, [&](const Move& move) { return !waiting.has(move.to); });
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
        emit_move(masm, *free);
        const Reg from = free->from;
        *free = moves.back();
        moves = moves.first(moves.size() - 1);
        if (std::ranges::none_of(moves, [&](const Move& move) { return move.from == from; }))
            waiting.remove(from);
    }
}

/// Emits the moves of a list. Uses it up.
template <typename M>
void emit_moves(M& masm, MoveList& list)
{
    if (list.are_entangled())
        return emit_entangled(masm, list.moves());
    for (const Move& move : list.moves())
        emit_move(masm, move);
}
} // namespace pawl::singlepass
