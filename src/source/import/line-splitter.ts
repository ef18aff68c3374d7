/** A line of a file, without its end (LF or CRLF). */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
  /** False: it was longer than allowed, and only its beginning is here. */
  readonly whole: boolean;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.from('\ufeff');

/** Cuts a stream of bytes into lines. Never holds more than one line, of at most `maxBytes`. */
export class LineSplitter {
  readonly #maxBytes: number;
  #number = 1;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #whole = true;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that end in this chunk. */
  *push(chunk: Buffer): Generator<Line> {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(lineFeed, start);
      if (end === -1) break;
      this.#keep(chunk.subarray(start, end));
      yield this.#take();
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  /** The last line, if the file does not end with a line's end. */
  *end(): Generator<Line> {
    if (this.#bytes > 0) yield this.#take();
  }

  #keep(piece: Buffer): void {
    const room = this.#maxBytes - this.#bytes;
    const kept = piece.length > room ? piece.subarray(0, room) : piece;
    if (kept.length < piece.length) this.#whole = false;
    if (kept.length > 0) this.#pieces.push(kept);
    this.#bytes += kept.length;
  }

  #take(): Line {
    let bytes =
      this.#pieces.length === 1 ? (this.#pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#pieces);
    if (bytes.at(-1) === carriageReturn) bytes = bytes.subarray(0, -1);
    if (this.#number === 1 && bytes.indexOf(byteOrderMark) === 0)
      bytes = bytes.subarray(byteOrderMark.length);
    const line = { number: this.#number, bytes, whole: this.#whole };
    this.#number += 1;
    this.#pieces = [];
    this.#bytes = 0;
    this.#whole = true;
    return line;
  }
}
