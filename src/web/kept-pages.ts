import { LRUCache } from 'lru-cache';
import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** How a body may be sent, the smallest first. */
export const encodings = ['br', 'gzip'] as const;
export type Encoding = (typeof encodings)[number];

/** A page as it is sent. */
export interface MadePage {
  readonly body: Buffer;
  /** Of the text: the same however it is compressed. */
  readonly tag: string;
}

export type MakePage = () => Promise<MadePage>;

const compressors = { br: promisify(brotliCompress), gzip: promisify(gzip) } as const;
/** What more than this would save takes longer than sending it. */
export const brotliParameters = { [constants.BROTLI_PARAM_QUALITY]: 4 } as const;
const optionsOf = { br: { params: brotliParameters }, gzip: {} } as const;

/** Some thousand pages of listings. */
const mostBytes = 16 * 1024 * 1024;
/** What a page takes beside its body: key, objects, place in the list. */
const overhead = 512;

/**
 * Pages that were made, by what they were made of: whoever is to be shown the same is sent the same bytes. No time decides, so that no page is ever
 * older than the answer it shows. Who asks while it is made waits for it.
 */
export class KeptPages {
  readonly #pages = new LRUCache<string, MadePage, MakePage>({
    maxSize: mostBytes,
    sizeCalculation: ({ body }) => body.buffer.byteLength + overhead,
    fetchMethod: (_key, _old, { context }) => context(),
    // Who waits for a page that has lost its place meanwhile is given it all the same.
    ignoreFetchAbort: true,
  });

  /** @param key a digest of everything that the page depends on, its encoding too */
  async get(key: string, make: MakePage): Promise<MadePage> {
    return (await this.#pages.fetch(key, { context: make })) ?? make();
  }

  /** Whether it would not have to be made. */
  has(key: string): boolean {
    return this.#pages.has(key);
  }
}

/** Compresses the text of a page. Null: it is to be sent as it is. */
export async function madeOf(text: string, encoding: Encoding | null): Promise<MadePage> {
  const plain = Buffer.from(text);
  const body = encoding === null ? plain : await compressors[encoding](plain, optionsOf[encoding]);
  return { body, tag: tagOf(plain) };
}

/** Of the text of a page. */
export function tagOf(plain: Buffer): string {
  return hash('sha1', plain, 'base64url');
}
