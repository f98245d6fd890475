#include "engine/artifact/build_id.hpp"

#include <elf.h>
#include <link.h>

#include <cstring>

namespace pawl
{
namespace
{
std::size_t aligned(std::size_t bytes) noexcept
{
    return (bytes + 3) & ~std::size_t{3};
}

// The build id among the notes of one segment.
BytesView find_build_id(BytesView notes) noexcept
{
    constexpr std::string_view owner{"GNU\0", 4};
    while (notes.size() >= sizeof(ElfW(Nhdr)))
    {
        ElfW(Nhdr) note;
        std::memcpy(&note, notes.data(), sizeof note);
        notes = notes.subspan(sizeof note);
        const std::size_t name = aligned(note.n_namesz);
        const std::size_t bytes = name + aligned(note.n_descsz);
        if (bytes > notes.size())
            return {};
        if (note.n_type == NT_GNU_BUILD_ID && as_text(notes.first(note.n_namesz)) == owner)
            return notes.subspan(name, note.n_descsz);
        notes = notes.subspan(bytes);
    }
    return {};
}

// Looks at the first object of the process, which is the program itself.
int visit(dl_phdr_info* object, std::size_t /*size*/, void* out) noexcept
{
    BytesView& found = *static_cast<BytesView*>(out);
    for (const ElfW(Phdr) & segment : std::span{object->dlpi_phdr, object->dlpi_phnum})
        if (segment.p_type == PT_NOTE && found.empty())
            found = find_build_id({reinterpret_cast<const u8*>(object->dlpi_addr + segment.p_vaddr),
                                   segment.p_memsz});
    return 1;
}
} // namespace

BytesView engine_build() noexcept
{
    static const BytesView id = []
    {
        BytesView found;
        dl_iterate_phdr(visit, &found);
        return found;
    }();
    return id;
}
} // namespace pawl
