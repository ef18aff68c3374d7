import type { Page } from './page-sender.js';

/** A page that search engines are not to keep, and that has no address which lasts. */
export function unlistedPage(page: Pick<Page, 'status' | 'title' | 'description' | 'body'>): Page {
  return { ...page, title: `${page.title} | Forecourt`, canonical: null, indexed: false };
}
