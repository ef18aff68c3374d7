/**
 * A place in Postgres' change log (a log sequence number): a byte offset, 64 bits, that only grows.
 * https://www.postgresql.org/docs/18/datatype-pg-lsn.html
 */
export type Position = bigint & { readonly __brand: 'Position' };

/** The position before every change. */
export const positionZero = 0n as Position;

/** The position that no log ever reaches. */
export const positionNever = 0xffff_ffff_ffff_ffffn as Position;

const pgLsn = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i;

/** Reads a position as `pg_lsn` prints it (`16/B374D848`); null if it is not one. */
export function positionFromString(text: string): Position | null {
  const match = pgLsn.exec(text);
  if (match === null) return null;
  const [, high = '', low = ''] = match;
  return ((BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`)) as Position;
}

/** Prints a position as `pg_lsn` does. */
export function positionToString(position: Position): string {
  return `${(position >> 32n).toString(16).toUpperCase()}/${(position & 0xffffffffn).toString(16).toUpperCase()}`;
}

/** How many bytes of log lie between two positions. */
export function bytesBetween(from: Position, to: Position): number {
  return Number(to - from);
}

export function later(one: Position, other: Position): Position {
  return one > other ? one : other;
}
