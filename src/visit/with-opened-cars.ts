import type { FastifyRequest } from 'fastify';
import { sortedUnique } from '../catalog/filters.js';
import type { ListingRequest } from '../catalog/parse-request.js';
import { openedCarsOf } from './buyer-cookies.js';

/** Where neither a link nor the request itself says what the visitor has looked at, their own browser does. */
export function withOpenedCars(listing: ListingRequest, request: FastifyRequest): ListingRequest {
  if (listing.ordering !== 'recommended' || listing.modelVersion !== null || listing.seenCarIds.length > 0)
    return listing;
  const opened = openedCarsOf(request);
  return opened.length === 0 ? listing : { ...listing, seenCarIds: sortedUnique(opened) };
}
