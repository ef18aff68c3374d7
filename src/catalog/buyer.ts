/** An anonymous visitor: 128 random bits as base64url, known from a cookie alone. */
export type BuyerId = string & { readonly __brand: 'BuyerId' };

/** The last of the 22 characters holds two bits only. */
export const buyerIdPattern = '[\\w-]{21}[AQgw]';

const whole = new RegExp(`^${buyerIdPattern}$`);

/** Null: this is no buyer's id. */
export function buyerIdFrom(text: string): BuyerId | null {
  return whole.test(text) ? (text as BuyerId) : null;
}

/** Who does something, as events know them. */
export interface Visitor {
  readonly buyer: BuyerId;
  /** Whether a program asks that says it is one. */
  readonly isBot: boolean;
}
