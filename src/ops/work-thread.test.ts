import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { Stopped } from './stopping.js';
import { resultOf } from './work-thread.js';

const never = new AbortController().signal;

function ran(code: string, signal = never): Promise<unknown> {
  return resultOf(new Worker(code, { eval: true }), () => undefined, signal);
}

it('a thread that ends without a word is an error, which tells how it ended', async () => {
  for (const exitCode of [0, 3])
    await expect(ran(`process.exit(${exitCode})`)).rejects.toMatchObject({
      code: 'RECOMMEND_THREAD_ENDED',
      message: expect.stringContaining(`(exit code ${exitCode})`) as string,
    });
  await expect(ran('')).rejects.toMatchObject({ code: 'RECOMMEND_THREAD_ENDED' });
});

it('one that is stopped is no error', async () => {
  const stop = new AbortController();
  const running = ran('setInterval(() => undefined, 1000)', stop.signal);
  stop.abort();
  await expect(running).rejects.toBeInstanceOf(Stopped);
});

it('what is thrown in it comes out of it', async () => {
  await expect(ran('throw new TypeError("a bug")')).rejects.toThrow('a bug');
});
