import type { ComponentChildren, JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { renderToString } from 'preact-render-to-string';
import { maxSearchLength } from '../catalog/search/words.js';
import type { Assets } from './assets.js';
import type { PageContent } from './page-context.js';
import { PageContext } from './page-context.js';

/** One page, before it is text. */
export interface Document {
  readonly title: string;
  /** What search engines show under the title. */
  readonly description: string;
  /** The page's own address, with its origin; null: it has none that lasts. */
  readonly canonical: string | null;
  /** Whether search engines are to keep the page. */
  readonly indexed: boolean;
  /** Addresses of the neighbours in a row of pages. */
  readonly previous?: string | null;
  readonly next?: string | null;
  /** What stands in the search line, to be corrected. */
  readonly searched?: string;
  /** What the page is about, by schema.org. */
  readonly facts?: readonly object[];
  readonly body: ComponentChildren;
}

/** Its name changes with the picture: browsers keep files of this folder for ever. */
const mark = '/assets/mark-1.svg';

/** The text of a page. What is put into it is escaped. */
export function renderDocument(document: Document, assets: Assets, context: PageContent): string {
  const page = (
    <PageContext.Provider value={context}>
      <Html {...document} assets={assets} />
    </PageContext.Provider>
  );
  return `<!doctype html>${renderToString(page)}`;
}

function Html({
  assets,
  body,
  searched = '',
  ...document
}: Document & { readonly assets: Assets }): JSX.Element {
  return (
    <html lang="en-IN">
      <Head {...document} assets={assets} />
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <Header searched={searched} />
        <main id="main" tabIndex={-1}>
          {body}
        </main>
        <Footer />
        {/* Where scripts say what they have changed. */}
        <p class="visually-hidden" id="announcement" role="status" />
      </body>
    </html>
  );
}

function Head({
  assets,
  ...document
}: Omit<Document, 'body' | 'searched'> & { readonly assets: Assets }): JSX.Element {
  const { title, description, canonical, indexed, previous, next, facts = [] } = document;
  return (
    <head>
      <meta charset="utf-8" />
      <title>{title}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="description" content={description} />
      {indexed ? null : <meta name="robots" content="noindex" />}
      <meta name="color-scheme" content="light dark" />
      <meta name="theme-color" content="#f8f7f3" media="(prefers-color-scheme: light)" />
      <meta name="theme-color" content="#101413" media="(prefers-color-scheme: dark)" />
      <style dangerouslySetInnerHTML={{ __html: assets.stylesheet }} />
      {canonical === null ? null : <link rel="canonical" href={canonical} />}
      {previous == null ? null : <link rel="prev" href={previous} />}
      {next == null ? null : <link rel="next" href={next} />}
      <link rel="icon" href={mark} type="image/svg+xml" />
      <script type="module" src={assets.script} />
      {facts.map((each) => (
        <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: scriptText(each) }} />
      ))}
    </head>
  );
}

/** JSON that can't end the element that it stands in. */
function scriptText(facts: object): string {
  return JSON.stringify(facts).replaceAll('<', '\\u003c');
}

/** The picture of {@link mark}, in the page: nothing has to be fetched before the first card. */
function Mark(): JSX.Element {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0f5c4c" />
      <path d="M5 11h22M9 11v14M23 11v14" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" />
      <path d="M13 25v-4l1.500-3h3l1.500 3v4z" fill="#9fdcc6" />
    </svg>
  );
}

function Header({ searched }: { readonly searched: string }): JSX.Element {
  const { shortlist } = useContext(PageContext);
  return (
    <header class="site-header">
      <a class="brand" href="/">
        <Mark />
        Forecourt
      </a>
      <form class="search" action="/search" role="search">
        <label class="visually-hidden" for="search">
          Search used cars
        </label>
        <input
          id="search"
          type="search"
          name="q"
          value={searched}
          maxLength={maxSearchLength}
          placeholder="automatic suv under 15 lakh in pune"
          autocomplete="off"
          enterKeyHint="search"
        />
        <button type="submit">Search</button>
      </form>
      <nav class="site-nav" aria-label="Your cars">
        <a href="/shortlist" rel="nofollow">
          Shortlist
          <span id="shortlist-count">{shortlist.length === 0 ? '' : shortlist.length}</span>
        </a>
      </nav>
    </header>
  );
}

function Footer(): JSX.Element {
  return (
    <footer class="site-footer">
      <p>Prices are in rupees, and as of this moment: what is sold is not shown.</p>
    </footer>
  );
}
