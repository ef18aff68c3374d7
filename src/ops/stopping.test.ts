import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { endMade } from './stopping.js';

describe('what is ended while it is being made', () => {
  it('is waited for, and ended then', async () => {
    const ended: string[] = [];
    const end = async ({ name }: { name: string }): Promise<void> => {
      await sleep(5);
      ended.push(name);
    };
    await endMade(sleep(20, { name: 'late' }), end);
    await endMade(Promise.resolve({ name: 'there' }), end);
    expect(ended).toEqual(['late', 'there']);
  });

  it('may never come to be', async () => {
    const never = (): Promise<void> => Promise.reject(new Error('there is nothing to end'));
    await endMade(Promise.reject<object>(new Error('not made')), never);
    await endMade(new Promise<object>(() => undefined), never, 1);
  });

  it('may fail to end, and then says so', async () => {
    await expect(endMade(Promise.resolve({}), () => Promise.reject(new Error('no end')))).rejects.toThrow(
      'no end',
    );
  });
});
