import parsePhoneNumber from 'libphonenumber-js/mobile';
import { withAsciiDigits } from './digits.js';

/** A mobile number as E.164 writes it: `+919876543210`. Personal: it goes into no log and no error. */
export type MobileNumber = string & { readonly __brand: 'MobileNumber' };

/** Longer than anybody writes one. */
const longestText = 40;

/**
 * Reads a mobile number as people write it; without a country's code it is an Indian one. Null: it is none, or has an extension. Landlines
 * are none: the library's "mobile" rules know of no others.
 */
export function mobileNumberFrom(text: string): MobileNumber | null {
  if (text.length > longestText) return null;
  const parsed = parsePhoneNumber(withAsciiDigits(text).trim(), { defaultCountry: 'IN', extract: false });
  const isOne = parsed?.isValid() === true && parsed.ext === undefined;
  return isOne ? (parsed.number as MobileNumber) : null;
}

/** How a number is shown to its owner and told to a log: `+91 •••••• 3210`. How long it is does not show. */
export function maskedNumber(number: MobileNumber): string {
  const code = parsePhoneNumber(number)?.countryCallingCode ?? '';
  return `+${code} •••••• ${number.slice(-4)}`;
}
