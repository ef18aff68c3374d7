import { hkdfSync } from 'node:crypto';

/** One key for each use, 256 bits each: what is learned of one tells nothing of the others. */
export interface LeadKeys {
  readonly numberSeal: Buffer;
  readonly numberHash: Buffer;
  readonly codes: Buffer;
  readonly links: Buffer;
  readonly events: Buffer;
}

/** Derives the keys from the platform's secret by HKDF (RFC 5869); the secret is random already, so there is no salt. */
export function leadKeysFrom(secret: string): LeadKeys {
  const key = (use: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `forecourt ${use}`, 32));
  return {
    numberSeal: key('number seal 1'),
    numberHash: key('number hash'),
    codes: key('one-time codes'),
    links: key('signed links'),
    events: key('event ids'),
  };
}
