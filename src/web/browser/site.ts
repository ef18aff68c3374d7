/** All scripts of all pages in one file: it is small, and asked for once. Each does nothing where its elements are not. */
import { liveFilters } from './live-filters.js';
import { moreByScroll } from './more-by-scroll.js';
import { tellOpened } from './opened-car.js';
import { tellSeenCards } from './seen-cards.js';

liveFilters();
moreByScroll();
tellSeenCards();
tellOpened();
