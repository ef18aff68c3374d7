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

  it('that are empty count as not given', () => {
    expect(readSettings({ PORT: '', VALKEY_URL: '' })).toMatchObject({
      ok: true,
      value: { port: 3000, valkeyUrl: null },
    });
  });
});
