import type { JSX } from 'preact';
import type { Link } from './link.js';
import { LinkItems } from './link-items.js';

/** The way here; nothing where it begins here. */
export function Crumbs({ crumbs }: { readonly crumbs: readonly Link[] }): JSX.Element | null {
  if (crumbs.length < 2) return null;
  return (
    <nav class="crumbs" aria-label="Breadcrumb">
      <ol>
        <LinkItems links={crumbs} />
      </ol>
    </nav>
  );
}
