/**
 * Digits of the scripts of India, which phones write there, as 0 to 9: in each block of 128 from Devanagari (U+0900) to Malayalam, ten of
 * them begin at the same place. Anything else stays. https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-12/
 */
export function withAsciiDigits(text: string): string {
  return text.replace(/[\u0966-\u0d6f]/g, (sign) => {
    const value = (sign.charCodeAt(0) - 0x966) % 0x80;
    return value < 10 ? String(value) : sign;
  });
}
