# What the first network fixes beside prices. docs/formats/profile.md says what each line means.
name = pawl-1
address_prefix = pawl
# SHA-256 of "pawl/fee-sink/1": nobody has a key to it.
fee_sink = 8b31865f7b5a07f82bc6f4372993a709414213cd8fb2e46dbf2db1f46d23add2

features = mutable_globals sign_extension saturating_conversions multi_value bulk_memory reference_types extended_constants memory64
floats = yes
reentrancy = yes

module.bytes = 3145728
module.types = 4096
module.functions = 16384
module.imports = 1024
module.exports = 4096
module.globals = 4096
module.tables = 16
module.table_entries = 65536
module.memories = 1
module.memory_pages = 1024
module.elements = 4096
module.data = 16384
module.segment_entries = 65536
module.name_bytes = 1024

function.params = 128
function.results = 64
function.locals = 8192
function.bytes = 524288
function.nesting = 1024
function.br_table = 8192
function.units = 1048576
function.operands = 8192
function.frame_units = 16384

stack.units = 131072
stack.nesting = 32
heap.bytes = 67108864

storage.key_bytes = 65536
storage.value_bytes = 131072
call.input_bytes = 262144
call.output_bytes = 131072
call.coins = 16
call.denomination_bytes = 128
event.type_bytes = 128
event.key_bytes = 128
event.value_bytes = 65536
event.attributes = 64
event.count = 1024
transaction.bytes = 4194304
block.gas = 20000000000
