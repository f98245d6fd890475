// V8's validation alone, for bench/validate-beside-v8: one line `file milliseconds` for each file, the
// least of several runs. Run node with --wasm-lazy-compilation --no-wasm-lazy-validation
// --single-threaded --no-wasm-native-module-cache-enabled.
import fs from 'fs';

for (const file of process.argv.slice(2)) {
    const bytes = fs.readFileSync(file);
    let least = Infinity;
    for (let run = 0; run < 9; ++run) {
        // An empty custom section, so that no cache knows the module.
        const distinct = new Uint8Array([0, 2, 1, 97 + run]);
        const copy = new Uint8Array(bytes.length + distinct.length);
        copy.set(bytes);
        copy.set(distinct, bytes.length);
        const start = performance.now();
        new WebAssembly.Module(copy);
        least = Math.min(least, performance.now() - start);
    }
    console.log(`${file} ${least}`);
}
