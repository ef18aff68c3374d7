import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { MadePage } from './kept-pages.js';
import { KeptPages, madeOf } from './kept-pages.js';

describe('a kept page', () => {
  it('is made once, however many ask for it while it is made', async () => {
    const pages = new KeptPages();
    let made = 0;
    const make = async (): Promise<MadePage> => {
      made += 1;
      return madeOf(`page ${made}`, 'br');
    };
    const answers = await Promise.all(Array.from({ length: 50 }, () => pages.get('a', make)));
    expect(new Set(answers).size).toBe(1);
    expect(made).toBe(1);
    expect([pages.has('a'), pages.has('b')]).toEqual([true, false]);
    await pages.get('b', make);
    expect(made).toBe(2);
  });

  it('that could not be made is made for who asks next', async () => {
    const pages = new KeptPages();
    const fail = (): Promise<MadePage> => Promise.reject(new Error('no'));
    await expect(pages.get('a', fail)).rejects.toThrow('no');
    expect((await pages.get('a', () => madeOf('yes', null))).body.toString()).toBe('yes');
  });

  it('makes room for later ones: all of them never take more than they may', async () => {
    const pages = new KeptPages();
    const large = { body: Buffer.alloc(1024 * 1024), tag: 'x' };
    for (let nth = 0; nth < 40; nth += 1) await pages.get(String(nth), () => Promise.resolve(large));
    expect([pages.has('0'), pages.has('39')]).toEqual([false, true]);
    expect(
      Array.from({ length: 40 }, (_, nth) => pages.has(String(nth))).filter(Boolean).length,
    ).toBeLessThan(17);
  });

  it('takes what its memory takes, though it is the short end of a long piece', async () => {
    const pages = new KeptPages();
    const body = (): Buffer => Buffer.alloc(1024 * 1024).subarray(0, 10);
    for (let nth = 0; nth < 40; nth += 1)
      await pages.get(String(nth), () => Promise.resolve({ body: body(), tag: 'x' }));
    expect([pages.has('0'), pages.has('39')]).toEqual([false, true]);
  });

  it('that loses its place while it is made is given to who waits for it', async () => {
    const pages = new KeptPages();
    let finish: (page: MadePage) => void = () => undefined;
    const slow = pages.get('slow', () => new Promise((resolve) => (finish = resolve)));
    for (let nth = 0; nth < 40; nth += 1)
      await pages.get(String(nth), () =>
        Promise.resolve({ body: Buffer.alloc(1024 * 1024), tag: String(nth) }),
      );
    finish({ body: Buffer.from('slow'), tag: 'slow' });
    expect((await slow).tag).toBe('slow');
  });

  it('has one tag, however it is compressed', async () => {
    const [plain, br, gzip] = await Promise.all([
      madeOf('ä₹', null),
      madeOf('ä₹', 'br'),
      madeOf('ä₹', 'gzip'),
    ]);
    expect([brotliDecompressSync(br.body).toString(), gunzipSync(gzip.body).toString()]).toEqual([
      'ä₹',
      'ä₹',
    ]);
    expect(new Set([plain.tag, br.tag, gzip.tag]).size).toBe(1);
  });
});
