import { isCalendarDate } from '../../shared/calendar-date.js';

/** How a field's text becomes a value. */
export interface Reader<Value> {
  /** Ends the sentence "price_inr takes ...". */
  readonly takes: string;
  /** The value of a trimmed text that is not empty; null if it is none. */
  readonly read: (text: string) => Value | null;
  /** Stands in for a refused value, so that the rest of the row can be looked at. */
  readonly placeholder: Value;
}

const maxInteger = 2 ** 31 - 1;

/** A name as it is stored: composed characters (NFC), single spaces. */
export function tidyName(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** Equal for names that differ in case, spaces or the composition of characters only. Of no language: in Turkish, I is no i. */
export function foldName(name: string): string {
  return tidyName(name).toLowerCase();
}

/** Lengths are in characters, as Postgres counts them. */
export function nameReader(maxLength: number): Reader<string> {
  return {
    takes: `readable text of 1 to ${maxLength} characters`,
    read: (text) => readableText(tidyName(text), maxLength),
    placeholder: '',
  };
}

/** Text that means something to another system: kept to the letter. */
export function referenceReader(maxLength: number): Reader<string> {
  return {
    takes: `readable text of 1 to ${maxLength} characters`,
    read: (text) => readableText(text, maxLength),
    placeholder: '',
  };
}

export interface NumberBounds {
  readonly min: number;
  readonly max?: number;
  readonly unit: string;
}

/** Whole numbers; `5.0` is one too, for that is how programs write them whose column has gaps. */
export function wholeReader({ min, max = maxInteger, unit }: NumberBounds): Reader<number> {
  return {
    takes: `${unit} from ${min} to ${max}`,
    read: (text) => {
      if (!/^\d{1,15}(\.0*)?$/.test(text)) return null;
      const value = Number(text);
      return value >= min && value <= max ? value : null;
    },
    placeholder: min,
  };
}

/** A number above 0 with two places, of which `digits` may stand before the point; as text, for Postgres to round. */
export function decimalReader({
  digits,
  unit,
}: {
  readonly digits: number;
  readonly unit: string;
}): Reader<string> {
  const end = 10 ** digits;
  return {
    takes: `${unit} above 0 and below ${end}`,
    read: (text) => {
      if (!/^\d{1,15}(\.\d{0,30})?$/.test(text)) return null;
      const value = Number(text);
      return value >= 0.005 && value < end - 0.005 ? text : null;
    },
    placeholder: '1',
  };
}

const isoDate =
  /^(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<minute>\d\d:\d\d)(?<second>:\d\d)?(?:[.,]\d+)?(?<zone>Z|[+-]\d\d(?::?\d\d)?)?)?$/i;
const firstSecond = Date.parse('1970-01-01T00:00:00Z');
const endSecond = Date.parse('2200-01-01T00:00:00Z');

/** To the second, in UTC unless it says otherwise: `2026-02-03T04:05:06.000Z`. */
export const dateReader: Reader<string> = {
  takes: 'a date such as 2026-05-31 or 2026-05-31T17:30:00+05:30, from 1970 to 2199',
  read: (text) => {
    const { day, minute = '00:00', second = ':00', zone = 'Z' } = isoDate.exec(text)?.groups ?? {};
    if (day === undefined || !isCalendarDate(day)) return null;
    const hours = zone
      .toUpperCase()
      .replace(/^([+-]\d\d):?(\d\d)?$/, (_, hour: string, rest = '00') => `${hour}:${rest}`);
    const at = Date.parse(`${day}T${minute}${second}${hours}`);
    return at >= firstSecond && at < endSecond ? new Date(at).toISOString() : null;
  },
  placeholder: '1970-01-01T00:00:00.000Z',
};

/** Several values in one field, separated by pipes; empty ones do not count. */
export function listReader(
  item: Reader<string>,
  takes: string,
  maxItems = Infinity,
): Reader<readonly string[]> {
  return {
    takes,
    read: (text) => {
      const values = text
        .split('|')
        .map((each) => each.trim())
        .filter((each) => each !== '')
        .map((each) => item.read(each));
      const read = values.filter((value) => value !== null);
      return read.length === values.length && read.length <= maxItems ? read : null;
    },
    placeholder: [],
  };
}

/** An address that a page can show as it is. */
export const imageReader: Reader<string> = {
  takes: 'an address',
  read: (text) => (/^(https?:\/\/|\/)\S+$/i.test(text) ? readableText(text, 1_000) : null),
  placeholder: '/',
};

function readableText(text: string, maxLength: number): string | null {
  if (/[\p{Cc}\p{Cs}\uFFFD]/u.test(text)) return null;
  // A character is one or two code units.
  const fits =
    text.length <= maxLength || (text.length <= 2 * maxLength && Array.from(text).length <= maxLength);
  return fits && text !== '' ? text : null;
}
