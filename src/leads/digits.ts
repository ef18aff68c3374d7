/**
 * Where the ten digits of a script begin, of those that phones in India write: Arabic and Urdu; Devanagari, Bengali, Gurmukhi, Gujarati, Odia,
 * Tamil, Telugu, Kannada, Malayalam; Ol Chiki; Meetei Mayek; and full-width ones.
 */
const zeros = [
  ...[0x660, 0x6f0],
  ...[0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66],
  ...[0x1c50, 0xabf0, 0xff10],
];

const asciiOf: ReadonlyMap<string, string> = new Map(
  zeros.flatMap((zero) =>
    Array.from({ length: 10 }, (_, value) => [String.fromCharCode(zero + value), String(value)] as const),
  ),
);

/** Digits of the scripts that phones write as 0 to 9; anything else stays. */
export function withAsciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (sign) => asciiOf.get(sign) ?? sign);
}
