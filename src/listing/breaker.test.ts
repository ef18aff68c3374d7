import { describe, expect, it } from 'vitest';
import { Breaker } from './breaker.js';

const outage = new Error('outage');
const isOutage = (error: unknown): boolean => error === outage;

const fails = (): Promise<never> => Promise.reject(outage);
const answers = (): Promise<string> => Promise.resolve('yes');

describe('a breaker', () => {
  it('leaves a server alone after an outage', async () => {
    const breaker = new Breaker(60_000, isOutage);
    expect(await breaker.run(answers)).toBe('yes');
    await expect(breaker.run(fails)).rejects.toBe(outage);
    expect(await breaker.run(answers)).toBeNull();
  });

  it('goes on after an error that is no outage', async () => {
    const breaker = new Breaker(60_000, isOutage);
    await expect(breaker.run(() => Promise.reject(new Error('other')))).rejects.toThrow('other');
    expect(await breaker.run(answers)).toBe('yes');
  });

  it('lets one request try after the rest, and all once it has an answer', async () => {
    const breaker = new Breaker(0, isOutage);
    await expect(breaker.run(fails)).rejects.toBe(outage);
    let answer: (text: string) => void = () => undefined;
    const trial = breaker.run(() => new Promise<string>((resolve) => (answer = resolve)));
    expect(await breaker.run(answers)).toBeNull();
    answer('back');
    expect(await trial).toBe('back');
    expect(await breaker.run(answers)).toBe('yes');
  });

  it('is not opened to others by an old request that ends during the trial', async () => {
    const breaker = new Breaker(0, isOutage);
    let end: (text: string) => void = () => undefined;
    const old = breaker.run(() => new Promise<string>((resolve) => (end = resolve)));
    await expect(breaker.run(fails)).rejects.toBe(outage);
    let failTrial: (error: Error) => void = () => undefined;
    const trial = breaker.run(() => new Promise<string>((_resolve, reject) => (failTrial = reject)));
    failTrial(outage);
    await expect(trial).rejects.toBe(outage);
    end('late');
    expect(await old).toBe('late');
  });
});
