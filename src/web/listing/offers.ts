import { attributes } from '../../catalog/attributes.js';
import type { Gain } from '../../catalog/loosening.js';
import { counted } from '../rupees.js';
import type { Link } from '../link.js';
import { rangeWords } from './filter-words.js';

/** What one filter less gives, as people say it: `12 more up to ₹5 lakh`, `3 more in Thane`, `7 more without Sunroof`. */
export function offerOf(gain: Gain, href: string): Link {
  return { label: `${counted(gain.more)} more ${weaker(gain)}`, href };
}

function weaker({ kind, parameter, to, name }: Gain): string {
  const attribute = attributes.find(
    ({ options, range }) =>
      options?.parameter === parameter || range?.min === parameter || range?.max === parameter,
  );
  const label = attribute?.label.toLowerCase() ?? 'these features';
  switch (kind) {
    case 'bound': {
      const value = Number(to);
      const range =
        attribute?.range?.max === parameter ? { min: null, max: value } : { min: value, max: null };
      return attribute === undefined ? '' : rangeWords(attribute.name, range).replace(/^under/, 'up to');
    }
    case 'option':
      return attribute?.name === 'city' || attribute?.name === 'locality'
        ? `in ${name ?? ''}`
        : `with ${name ?? ''}`;
    case 'feature':
      return `without ${name ?? 'one feature'}`;
    case 'filter':
      return `with any ${label}`;
  }
}
