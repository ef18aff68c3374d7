import { expect, it } from 'vitest';
import { Turns } from './turns.js';

it('lets only so many work at once, the others in order, and refuses whose turn does not come in time', async () => {
  const turns = new Turns({ atOnce: 2, waitMs: 10_000 });
  const begun: number[] = [];
  const ends = new Map<number, () => void>();
  const work = (name: number): Promise<number> =>
    turns.run(async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      if (name === 2) throw new Error('failed');
      return name;
    });
  const all = Promise.allSettled([1, 2, 3, 4].map(work));
  expect(begun).toEqual([1, 2]);
  for (const [name, next] of [
    [2, [1, 2, 3]],
    [1, [1, 2, 3, 4]],
  ] as const) {
    ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toEqual(next);
  }
  ends.get(3)?.();
  ends.get(4)?.();
  expect((await all).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);

  const impatient = new Turns({ atOnce: 1, waitMs: 5 });
  let end: (value: string) => void = () => undefined;
  const first = new Promise<string>((resolve) => (end = resolve));
  const working = impatient.run(() => first);
  await expect(impatient.run(() => Promise.resolve('late'))).rejects.toMatchObject({ code: 'LISTING_BUSY' });
  end('done');
  expect(await working).toBe('done');
  expect(await impatient.run(() => Promise.resolve('next'))).toBe('next');
});
