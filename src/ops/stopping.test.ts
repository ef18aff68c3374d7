import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { endMade, orStopped, Stopped } from './stopping.js';

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

describe('work that may be stopped', () => {
  it('leaves no listener behind, be it done or failed, and is left when all is to stop', async () => {
    const stopping = new AbortController();
    const listeners = (): number => getEventListeners(stopping.signal, 'abort').length;
    expect(await orStopped(Promise.resolve(1), stopping.signal)).toBe(1);
    await expect(orStopped(Promise.reject(new Error('no')), stopping.signal)).rejects.toThrow('no');
    expect(listeners()).toBe(0);
    const never = orStopped(new Promise(() => undefined), stopping.signal);
    stopping.abort();
    await expect(never).rejects.toThrow(Stopped);
    expect(listeners()).toBe(0);
    await expect(orStopped(new Promise(() => undefined), stopping.signal)).rejects.toThrow(Stopped);
  });
});
