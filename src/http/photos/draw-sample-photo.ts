import type { SamplePhoto, SampleView } from '../../catalog/sample-photo.js';
import { drawBoot } from './draw-boot.js';
import { drawDashboard } from './draw-dashboard.js';
import { drawFront } from './draw-front.js';
import { drawRear } from './draw-rear.js';
import { drawSeats } from './draw-seats.js';
import { drawSide } from './draw-side.js';
import { drawWheelView } from './draw-wheel-view.js';
import { paints } from './paints.js';
import { drawScenery } from './scenery.js';
import type { Subject } from './subject.js';
import { compact } from './svg.js';
import { traitsOf } from './traits.js';
import { upholsteries } from './upholstery.js';

const views: Record<SampleView, (subject: Subject) => string> = {
  side: drawSide,
  front: drawFront,
  rear: drawRear,
  dashboard: drawDashboard,
  wheel: drawWheelView,
  seats: drawSeats,
  boot: drawBoot,
};

/** SVG of 800 x 600; the same photo always gives the same text. */
export function drawSamplePhoto({ body, paint, view, scene }: SamplePhoto): string {
  const traits = traitsOf(scene);
  const picture = views[view]({
    body,
    paint: paints[paint],
    traits,
    upholstery: upholsteries[traits.upholstery],
    scenery: drawScenery(traits),
  });
  return compact(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600">${picture}</svg>`);
}
