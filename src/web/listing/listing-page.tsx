import type { JSX } from 'preact';
import { Cards } from '../cards.js';
import { Crumbs } from '../crumbs.js';
import { counted } from '../rupees.js';
import { FilterPanel, formId } from './filter-panel.js';
import type { Link } from '../link.js';
import { LinkItems } from '../link-items.js';
import type { ListingView, OrderChoice, Pager } from './listing-view.js';

/** Parts with an id are what scripts put in anew when a filter changes. */
export function ListingBody({ view }: { readonly view: ListingView }): JSX.Element {
  return (
    <div class="listing">
      <div class="listing-head" id="listing-head">
        <Crumbs crumbs={view.crumbs} />
        <h1>{view.heading}</h1>
        <NotUnderstood words={view.notUnderstood} />
      </div>
      <FilterPanel panel={view.panel} count={view.count} />
      <section class="results" id="results" aria-label="Cars" tabIndex={-1}>
        <div class="results-bar">
          <p class="count">
            <strong>{counted(view.count)}</strong> {view.count === 1 ? 'car' : 'cars'}
          </p>
          <Chips chips={view.chips} clear={view.clear} />
          <a class="button primary filters-open" href="#filters">
            Filters{view.chips.length > 0 ? ` (${view.chips.length})` : ''}
          </a>
          <Orders orders={view.orders} />
        </div>
        {view.count === 0 ? <Empty /> : <Cards cards={view.cards} eager={1} />}
        <Offers offers={view.offers} />
        <PageLinks pager={view.pager} />
        <Landings landings={view.landings} />
      </section>
    </div>
  );
}

function NotUnderstood({ words }: { readonly words: readonly string[] }): JSX.Element | null {
  if (words.length === 0) return null;
  return <p class="not-understood">We did not understand: {words.join(', ')}.</p>;
}

function Chips({ chips, clear }: Pick<ListingView, 'chips' | 'clear'>): JSX.Element | null {
  if (chips.length === 0) return null;
  return (
    <ul class="chips" aria-label="Chosen filters">
      {chips.map(({ label, href }) => (
        <li>
          <a class="chip" href={href} rel="nofollow">
            <span class="visually-hidden">Remove </span>
            {label}
            <span aria-hidden="true"> ×</span>
          </a>
        </li>
      ))}
      {clear === null ? null : (
        <li>
          <a class="chip chip-clear" href={clear} rel="nofollow">
            Clear all
          </a>
        </li>
      )}
    </ul>
  );
}

function Orders({ orders }: { readonly orders: readonly OrderChoice[] }): JSX.Element {
  return (
    <p class="orders">
      <label for="ordering">Sort</label>
      <select id="ordering" name="ordering" form={formId}>
        {orders.map(({ token, label, chosen }) => (
          <option value={token === 'recommended' ? '' : token} selected={chosen}>
            {label}
          </option>
        ))}
      </select>
      <noscript>
        <button type="submit" form={formId}>
          Sort
        </button>
      </noscript>
    </p>
  );
}

function Empty(): JSX.Element {
  return <p class="empty">No car here fits all of that.</p>;
}

function Offers({ offers }: { readonly offers: readonly Link[] }): JSX.Element | null {
  if (offers.length === 0) return null;
  return (
    <section class="offers" aria-labelledby="offers-title">
      <h2 id="offers-title">One step wider</h2>
      <ul>
        {offers.map(({ label, href }) => (
          <li>
            <a class="button" href={href} rel="nofollow">
              {label}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PageLinks({ pager }: { readonly pager: Pager }): JSX.Element | null {
  const { page, pages, previous, next } = pager;
  if (pages === 1) return null;
  return (
    <nav class="pager" id="pager" aria-label="Pages">
      {previous === null ? null : (
        <a class="button" rel="prev" href={previous}>
          Previous
        </a>
      )}
      <span>
        Page {counted(page)} of {counted(pages)}
      </span>
      {next === null ? null : (
        <a class="button" rel="next" href={next}>
          Next
        </a>
      )}
    </nav>
  );
}

function Landings({ landings }: { readonly landings: readonly Link[] }): JSX.Element | null {
  if (landings.length === 0) return null;
  return (
    <nav class="landings" aria-labelledby="landings-title">
      <h2 id="landings-title">People also look at</h2>
      <ul>
        <LinkItems links={landings} />
      </ul>
    </nav>
  );
}
