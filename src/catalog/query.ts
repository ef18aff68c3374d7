import { hash } from 'node:crypto';
import type { Filters } from './filters.js';
import { canonicalForm } from './filters.js';
import type { AttributeOrdering } from './ordering.js';

/** Cards on a page, unless the visitor asks for fewer or more. */
export const defaultPageSize = 10;
export const maxPageSize = 35;

/**
 * What the order called `recommended` depended on. Who goes on through the pages with it sees every car once, whatever model is trained
 * and whatever they look at meanwhile.
 */
export interface RankingPin {
  /** 0: none; what came in last stands first. */
  readonly modelVersion: number;
  /** What the visitor had looked at; ascending, unique. */
  readonly seenCarIds: readonly number[];
}

/** The order for everybody while there is no model. */
export const newestPin: RankingPin = { modelVersion: 0, seenCarIds: [] };

/** Which page of an answer. */
export interface Slice {
  /** From 1. */
  readonly page: number;
  /** 1 to {@link maxPageSize}. */
  readonly pageSize: number;
}

/** What an engine answers: which cars, in which order, which page. */
export interface Query extends Slice {
  /** Normalised: see `normalizeFilters`. */
  readonly filters: Filters;
  readonly ordering: AttributeOrdering;
}

/** A question's short digest: the same for every spelling of it, another for every other question. */
export type QueryHash = string & { readonly __brand: 'QueryHash' };

/**
 * SHA-256 of the canonical form, cut to 22 characters of base64url (132 bits): no two questions that anybody will ever
 * ask share one. Order and page are no part of it.
 */
export function queryHash(filters: Filters): QueryHash {
  return hash('sha256', canonicalForm(filters), 'base64url').slice(0, 22) as QueryHash;
}

/** Places of the first and last card of a page, counted from 0 (page 2 of 10 is 10 to 19). */
export function placesOf({ page, pageSize }: Slice): { readonly first: number; readonly last: number } {
  return { first: (page - 1) * pageSize, last: page * pageSize - 1 };
}

/** Whether a page exists in an answer of `count` cars. The first page always does. */
export function pageExists({ page, pageSize }: Slice, count: number): boolean {
  return page === 1 || (page - 1) * pageSize < count;
}
