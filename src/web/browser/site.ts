/** All scripts of all pages in one file: it is small, and asked for once. Each does nothing where its elements are not. */
import { keepPlace, restorePlace } from './kept-place.js';
import { gallery } from './gallery.js';
import { liveFilters } from './live-filters.js';
import { moreByScroll } from './more-by-scroll.js';
import { tellOpened } from './opened-car.js';
import { photosByMouse } from './photos-by-mouse.js';
import { priceSlider } from './price-slider.js';
import { tellSeenCards } from './seen-cards.js';
import { shortlist } from './shortlist.js';
import { sheet } from './sheet.js';

sheet();
priceSlider();
liveFilters();
moreByScroll();
keepPlace();
void restorePlace();
photosByMouse();
tellSeenCards();
tellOpened();
gallery();
shortlist();
