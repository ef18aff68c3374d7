import type { FastifyRequest } from 'fastify';

/** The query of a request as it came, without the question mark. */
export function rawQuery(request: FastifyRequest): string {
  const url = request.originalUrl;
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at + 1);
}

/** A name or an address, and perhaps a port: all that may stand in a link. */
const hostName = /^(?:[\w-]+(?:\.[\w-]+)*\.?|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;
const longestHost = 255;

/** Start of the links of an answer: `https://host`. */
export class LinkOrigin {
  readonly #publicUrl: string | null;
  /** Nearly all requests name the same host. */
  #lastHost: string | null = null;
  #last = '';

  /** @param publicUrl null: what the request says */
  constructor(publicUrl: string | null) {
    this.#publicUrl = publicUrl?.replace(/\/+$/, '') ?? null;
  }

  /** A Host header that is no host is not repeated to anybody: the address that the request came in at stands for it. */
  of(request: FastifyRequest): string {
    if (this.#publicUrl !== null) return this.#publicUrl;
    const { host = '' } = request.headers;
    if (host === this.#lastHost) return this.#last;
    if (!isHost(host)) return `${request.protocol}://${ownAddress(request)}`;
    this.#lastHost = host;
    this.#last = `${request.protocol}://${host}`;
    return this.#last;
  }
}

function isHost(text: string): boolean {
  return text.length <= longestHost && hostName.test(text) && URL.canParse(`http://${text}`);
}

function ownAddress({ socket }: FastifyRequest): string {
  const { localAddress, localPort } = socket;
  // A request that was injected came in nowhere.
  if (localAddress === undefined || localPort === undefined) return 'localhost';
  const address = localAddress.replace(/^::ffff:(?=\d+\.)/, '');
  return `${address.includes(':') ? `[${address}]` : address}:${localPort}`;
}
