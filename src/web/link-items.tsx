import type { JSX } from 'preact';
import type { Link } from './link.js';

/** Ways, as the items of a list. */
export function LinkItems({ links }: { readonly links: readonly Link[] }): JSX.Element {
  return (
    <>
      {links.map(({ label, href }) => (
        <li>
          <a href={href}>{label}</a>
        </li>
      ))}
    </>
  );
}
