import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

describe('settings', () => {
  it('have defaults, and are frozen', () => {
    const read = readSettings({});
    expect(read).toMatchObject({
      ok: true,
      value: { port: 3000, databaseUrl: null, dataFolder: '.forecourt' },
    });
    if (read.ok) expect(Object.isFrozen(read.value)).toBe(true);
  });

  it('are refused with the variable and what it takes, all at once, and never with the value', () => {
    const read = readSettings({
      PORT: 'a-secret',
      DATABASE_URL: 'mysql://me:secret@host/db',
      FORECOURT_NO_SUCH: '1',
    });
    expect(read.ok ? [] : read.problem).toEqual([
      'DATABASE_URL takes a URL that starts with postgres:// or postgresql://.',
      'PORT takes a whole number from 0 to 65535.',
      'FORECOURT_NO_SUCH is no setting of Forecourt; docs/config.md lists them.',
    ]);
  });

  it('may not have events deleted that training is to read', () => {
    const problemsOf = (environment: Record<string, string>): readonly string[] => {
      const read = readSettings(environment);
      return read.ok ? [] : read.problem;
    };
    expect(problemsOf({ FORECOURT_TRAIN_DAYS: '401' })).toEqual([
      'FORECOURT_EVENT_DAYS must be at least FORECOURT_TRAIN_DAYS (401): training reads events so old.',
    ]);
    expect(problemsOf({ FORECOURT_TRAIN_DAYS: '401', FORECOURT_EVENT_DAYS: '401' })).toEqual([]);
    expect(problemsOf({ FORECOURT_EVENT_DAYS: '59' })).toHaveLength(1);
  });

  it('take a secret of 32 random bytes or more, written as bytes usually are', () => {
    const isTaken = (secret: string): boolean => readSettings({ FORECOURT_SECRET: secret }).ok;
    const bytes = Buffer.from(Array.from({ length: 32 }, (_, place) => place * 7 + 1));
    for (const good of [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')])
      expect([good, isTaken(good)]).toEqual([good, true]);
    for (const bad of [
      'secret',
      bytes.toString('hex').slice(2),
      bytes.subarray(1).toString('base64'),
      'a b'.repeat(30),
    ])
      expect([bad, isTaken(bad)]).toEqual([bad, false]);
  });

  it('that are empty count as not given', () => {
    expect(readSettings({ PORT: '', VALKEY_URL: '' })).toMatchObject({
      ok: true,
      value: { port: 3000, valkeyUrl: null },
    });
  });
});
