import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import loadWabt from 'wabt';

describe('the module that scores rows', () => {
  it('is what its source says', async () => {
    const source = new URL('./score-rows.wat', import.meta.url);
    const output = new URL('./score-rows.wasm', import.meta.url);
    const wabt = await loadWabt();
    const compiled = wabt.parseWat('score-rows.wat', readFileSync(source, 'utf8'), { simd: true });
    const { buffer } = compiled.toBinary({});
    if (process.env.WRITE_WASM === '1') writeFileSync(output, buffer);
    expect(readFileSync(output).equals(buffer), 'run `npm run wasm` after a change of the source').toBe(true);
  });
});
