import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeadId } from '../catalog/lead.js';
import { leadKeysFrom } from './lead-keys.js';
import { SignedLinks } from './signed-link.js';

const links = new SignedLinks(leadKeysFrom('0'.repeat(64)).links);
const ids = fc.uuid().map((text) => text as LeadId);
const made = fc
  .uint8Array({ minLength: 54, maxLength: 54 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const times = fc.integer({ min: 0, max: 2 ** 47 });

describe('a signed token', () => {
  it('is read until it is over, and fits into an address and a cookie as it is', () => {
    fc.assert(
      fc.property(ids, times, (id, endMs) => {
        const token = links.sign('proof', id, endMs);
        expect(token).toMatch(/^[\w-]{72}$/);
        expect(links.read('proof', token, endMs - 1)).toBe(id);
        expect(links.read('proof', token, endMs)).toBeNull();
      }),
    );
  });

  it('is good for no other purpose, under no other key, and with no character changed', () => {
    const others = new SignedLinks(leadKeysFrom('1'.repeat(64)).links);
    const characters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
    fc.assert(
      fc.property(ids, fc.nat(71), fc.constantFrom(...characters), (id, place, character) => {
        const token = links.sign('proof', id, 2_000);
        const changed = token.slice(0, place) + character + token.slice(place + 1);
        expect(links.read('proof', changed, 1_000)).toBe(changed === token ? id : null);
        for (const purpose of ['request', 'test-drive'] as const)
          expect(links.read(purpose, token, 1_000)).toBeNull();
        expect(others.read('proof', token, 1_000)).toBeNull();
      }),
    );
  });

  it('is no text that somebody makes up', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary-ascii' }), made), (text) => {
        expect(links.read('proof', text, 0)).toBeNull();
      }),
    );
    const token = links.sign('proof', randomUUID() as LeadId, 2_000);
    for (const near of [`${token}=`, ` ${token}`, `${token}\n`, token.slice(1), token + token])
      expect(links.read('proof', near, 1_000)).toBeNull();
  });
});
