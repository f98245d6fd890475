// The functions of WASI that do something. Each has been paid its base price.
#pragma once

#include "contract/wasi/guest.hpp"

namespace pawl::contract::wasi
{
// streams.cpp
HostStatus fd_close(Guest& guest);
HostStatus fd_fdstat_get(Guest& guest);
HostStatus fd_fdstat_set_flags(Guest& guest);
HostStatus fd_filestat_get(Guest& guest);
HostStatus fd_old_filestat_get(Guest& guest);
HostStatus fd_read(Guest& guest);
HostStatus fd_write(Guest& guest);

// environment.cpp
HostStatus args_get(Guest& guest);
HostStatus args_sizes_get(Guest& guest);
HostStatus environ_get(Guest& guest);
HostStatus environ_sizes_get(Guest& guest);
HostStatus clock_res_get(Guest& guest);
HostStatus clock_time_get(Guest& guest);
HostStatus proc_exit(Guest& guest);
} // namespace pawl::contract::wasi
