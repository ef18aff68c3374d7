import type { JSX } from 'preact';

/** A way out, where there is nothing else to do. */
export function SeeCars({ href = '/' }: { readonly href?: string }): JSX.Element {
  return (
    <p>
      <a class="button primary" href={href}>
        See the cars
      </a>
    </p>
  );
}
