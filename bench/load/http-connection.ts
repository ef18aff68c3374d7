import type { Socket } from 'node:net';
import { connect } from 'node:net';

/** What the driver needs to know of an answer. */
export interface Answer {
  readonly status: number;
  /** With the head. */
  readonly bytes: number;
  /** What X-Cache says. */
  readonly origin: string;
}

const buffers = 65_536;
const headEnd = Buffer.from('\r\n\r\n');

/**
 * One kept-alive connection, one request at a time, and no more of HTTP than our servers speak: a status, a content-length,
 * a body that is counted and not looked at.
 */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #onAnswer: (answer: Answer) => void;
  /** A head that came in pieces. */
  #head: Buffer | null = null;
  #missing = 0;
  #answer: Answer | null = null;

  constructor(port: number, onAnswer: (answer: Answer) => void, onError: (error: Error) => void) {
    this.#onAnswer = onAnswer;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(buffers),
        callback: (length, buffer) => {
          this.#take(buffer as Buffer, length);
          return true;
        },
      },
    });
    this.#socket.on('error', onError);
    this.#socket.on('end', () => {
      onError(new Error('the server closed the connection'));
    });
  }

  send(request: Buffer): void {
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.removeAllListeners('end');
    this.#socket.destroy();
  }

  #take(buffer: Buffer, length: number): void {
    let rest = length;
    if (this.#answer === null) {
      const part = buffer.subarray(0, length);
      const head = this.#head === null ? part : Buffer.concat([this.#head, part]);
      const end = head.indexOf(headEnd);
      if (end === -1) {
        this.#head = Buffer.from(head);
        return;
      }
      this.#head = null;
      this.#read(head.toString('latin1', 0, end + 2), end + headEnd.length);
      rest = head.length - end - headEnd.length;
    }
    this.#missing -= rest;
    if (this.#missing > 0) return;
    if (this.#missing < 0) throw new Error('more came than the answer said');
    const answer = this.#answer;
    this.#answer = null;
    if (answer !== null) this.#onAnswer(answer);
  }

  #read(head: string, headBytes: number): void {
    const length = valueOf(head, 'content-length');
    if (length === '') throw new Error(`an answer without content-length:\n${head}`);
    this.#missing = Number(length);
    this.#answer = {
      status: Number(head.slice(9, 12)),
      bytes: headBytes + this.#missing,
      origin: valueOf(head, 'x-cache'),
    };
  }
}

/** Of a header as Fastify and our own servers write it, all in small letters. */
function valueOf(head: string, name: string): string {
  const at = head.indexOf(`\r\n${name}: `);
  return at === -1 ? '' : head.slice(at + name.length + 4, head.indexOf('\r\n', at + 2));
}
