import type { Upholstery } from './upholstery.js';

export type SeatKind = 'plain' | 'tall' | 'bucket';

const backs: Record<SeatKind, string> = {
  plain:
    'M488 470C470 438 470 396 482 346L512 222C520 198 546 190 568 200C590 212 594 232 590 256L566 440C560 474 542 486 516 486C502 486 494 482 488 470Z',
  tall: 'M486 470C470 434 470 390 480 330L506 190C514 168 546 160 568 170C588 182 592 204 590 226L566 440C560 474 542 486 516 486C502 486 492 482 486 470Z',
  bucket:
    'M478 470C456 430 476 384 492 340C500 310 504 280 512 238C520 190 530 150 546 140C570 130 592 142 596 166C602 250 592 350 574 440C566 474 546 488 516 488C498 488 486 482 478 470Z',
};

const cushion =
  'M284 456C280 424 298 406 330 406L470 422C506 428 518 442 518 462L512 494C440 508 350 504 302 494C290 486 286 474 284 456Z';

/** How far the shoulders are from those of a plain seat. */
const rise: Record<SeatKind, number> = { plain: 0, tall: -32, bucket: 0 };

/** The side of a seat that faces left, on rails that stand at y = 522. */
export function drawSeat(kind: SeatKind, { seat, shade, light, stitch }: Upholstery): string {
  const top = 214 + rise[kind];
  const stitches = `fill="none" stroke="${stitch}" stroke-width="2.2" stroke-dasharray="7 5"`;
  return `
    <path fill="#17191c" d="M312 484H532L540 522H304Z"/>
    ${headRest(kind, seat)}
    <path fill="${seat}" d="${backs[kind]}"/>
    <path fill="${shade}" d="M548 ${top}C574 ${top - 2} 584 ${top + 16} 580 256L556 436C550 466 536 476 518 476C532 440 540 330 548 ${top}Z"/>
    <path fill="${light}" opacity=".55" d="M490 452C476 420 482 380 492 340L514 ${top + 22}Q518 ${top} 530 ${top - 6}Q520 320 504 460Z"/>
    <path ${stitches} d="M538 ${top + 8}C534 320 524 420 506 470"/>
    <path fill="${seat}" d="${cushion}"/>
    <path fill="${shade}" d="M288 462Q400 452 516 468L512 494C440 508 350 504 302 494C292 488 289 476 288 462Z"/>
    <path fill="${light}" opacity=".6" d="M296 436Q304 414 332 413L468 428Q490 432 498 442Q390 428 296 436Z"/>
    <path ${stitches} d="M292 456Q400 444 512 462"/>`;
}

/** The seat behind it, in its shadow. */
export function drawFarSeat(kind: SeatKind, { seat, shade }: Upholstery): string {
  return `
    ${headRest(kind, shade)}
    <path fill="${shade}" d="${backs[kind]}${cushion}"/>
    <path fill="${seat}" opacity=".5" d="M296 436Q304 414 332 413L468 428Q490 432 498 442Q390 428 296 436Z"/>
    <path fill="#14171a" opacity=".35" d="M548 230C574 228 584 246 580 270L556 436C550 466 536 476 518 476C532 440 540 340 548 230Z"/>`;
}

/** A bucket's is part of its back. */
function headRest(kind: SeatKind, colour: string): string {
  if (kind === 'bucket') return '';
  return `<g transform="translate(0 ${rise[kind]})">
    <path stroke="#8d959b" stroke-width="5" d="M558 204L562 182"/>
    <path fill="${colour}" d="M534 176C530 154 534 128 550 118C568 110 594 116 598 138L594 174C586 192 544 194 534 176Z"/>
    <path fill="#fff" opacity=".14" d="M538 168C536 150 540 132 552 124Q546 150 550 184Q540 180 538 168Z"/>
  </g>`;
}
