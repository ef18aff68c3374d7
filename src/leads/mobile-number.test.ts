import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskedNumber, mobileNumberFrom } from './mobile-number.js';

describe('a mobile number', () => {
  it.each([
    '9876543210',
    '09876543210',
    '+91 98765 43210',
    '919876543210',
    '00919876543210',
    '98765-43210',
    ' (98765) 43210 ',
    '+91-0-9876543210',
    '９８７６５４３２１０',
    '९८७६५४३२१०',
    '+৯১ ৯৮৭৬৫ ৪৩২১০',
    '౯౮౭౬౫౪౩౨౧౦',
  ])('of India is the same one however it is written: %s', (text) => {
    expect(mobileNumberFrom(text)).toBe('+919876543210');
  });

  it.each([
    ['+447911123456', '+447911123456'],
    ['+1 415 555 2671', '+14155552671'],
    ['+65 8123 4567', '+6581234567'],
  ])('of another country has its code: %s', (text, number) => {
    expect(mobileNumberFrom(text)).toBe(number);
  });

  it.each([
    '',
    '022 2345 6789', // Mumbai
    '+44 20 7946 0000', // London
    '1800 123 456',
    '5876543210',
    '98765 4321',
    '98765 43210 12',
    '98765 43210 ext 5',
    '+919876543210;ext=2',
    'call 9876543210 now',
    '+91+919876543210',
    '+',
    '+999123456789',
    '9876543210'.repeat(5),
    "9876543210' or '1'='1",
  ])('is not %s', (text) => {
    expect(mobileNumberFrom(text)).toBeNull();
  });

  it('is read again as itself, whatever text it was read from, and no text makes it throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary-ascii', maxLength: 45 }),
          fc.string({ unit: fc.constantFrom(...Array.from('+0123456789 ()x;=-')), maxLength: 20 }),
          fc.integer({ min: 6_000_000_000, max: 9_999_999_999 }).map(String),
        ),
        (text) => {
          const number = mobileNumberFrom(text);
          if (number === null) return;
          expect(number).toMatch(/^\+[1-9]\d{6,14}$/);
          expect(mobileNumberFrom(number)).toBe(number);
        },
      ),
    );
  });

  it('is shown by its country and last four digits', () => {
    const masked = (text: string): string => maskedNumber(mobileNumberFrom(text)!);
    expect(masked('9876543210')).toBe('+91 •••••• 3210');
    expect(masked('+1 415 555 2671')).toBe('+1 •••••• 2671');
  });
});
