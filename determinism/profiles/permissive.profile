# For tools and conformance tests, never for a network: the same choices as the first network's, with
# limits that only refuse what would exhaust the machine.
name = permissive
address_prefix = pawl
fee_sink = 8b31865f7b5a07f82bc6f4372993a709414213cd8fb2e46dbf2db1f46d23add2

features = mutable_globals sign_extension saturating_conversions multi_value bulk_memory reference_types extended_constants memory64
floats = yes
reentrancy = yes

module.bytes = 268435456
module.types = 1000000
module.functions = 1000000
module.imports = 1000000
module.exports = 1000000
module.globals = 1000000
module.tables = 100000
module.table_entries = 10000000
module.memories = 1
module.memory_pages = 65536
module.elements = 1000000
module.data = 1000000
module.segment_entries = 10000000
module.name_bytes = 100000

function.params = 1000
function.results = 1000
function.locals = 50000
function.bytes = 8388608
function.nesting = 100000
function.br_table = 1048576
function.units = 1048576
function.operands = 1000000
function.frame_units = 1000000

stack.units = 131072
stack.nesting = 256
heap.bytes = 1073741824

storage.key_bytes = 65536
storage.value_bytes = 131072
call.input_bytes = 16777216
call.output_bytes = 16777216
call.coins = 1024
call.denomination_bytes = 128
event.type_bytes = 65536
event.key_bytes = 65536
event.value_bytes = 65536
event.attributes = 65536
event.count = 65536
transaction.bytes = 268435456
block.gas = 2305843009213693952
