import { must } from '../../shared/assert.js';
import { downwards } from './svg.js';
import type { Traits } from './traits.js';

/** The line where wall or land meets the floor. */
export const horizon = 396;

interface Place {
  readonly sky: readonly [string, string];
  readonly floor: readonly [string, string];
  /** What stands behind the car; the variant moves it. */
  readonly props: (variant: number) => string;
}

const places: readonly Place[] = [
  { sky: ['#cbd3d7', '#b3bec5'], floor: ['#a9b4bb', '#8d99a1'], props: studio },
  { sky: ['#b7bcb9', '#a5aba8'], floor: ['#8e9592', '#767d7a'], props: showroom },
  { sky: ['#afc6d6', '#d3dbdc'], floor: ['#8f969b', '#6d747a'], props: street },
  { sky: ['#b4cbd4', '#d8dfda'], floor: ['#b1a798', '#8f8475'], props: driveway },
  { sky: ['#a5c5d8', '#dbe2dd'], floor: ['#b9b2a4', '#968f80'], props: seaside },
  { sky: ['#66759a', '#deb49c'], floor: ['#76707a', '#514e5a'], props: evening },
  { sky: ['#aecad1', '#dce4d6'], floor: ['#9da190', '#7b806d'], props: hills },
  { sky: ['#b5cdc8', '#d6e0d0'], floor: ['#9aa192', '#787f70'], props: park },
  { sky: ['#b5b2ad', '#a29f9a'], floor: ['#8a8884', '#6a6864'], props: carDeck },
  { sky: ['#bccad2', '#ead9c0'], floor: ['#c2a884', '#a08660'], props: dunes },
];

/** The whole background, 800 x 600; its gradients are named `sky` and `floor`. */
export function drawScenery({ place, variant }: Traits): string {
  const { sky, floor, props } = must(places[place], `place ${place}`);
  return `
    <defs>
      ${downwards('sky', [
        { at: 0, colour: sky[0] },
        { at: 1, colour: sky[1] },
      ])}
      ${downwards('floor', [
        { at: 0, colour: floor[0] },
        { at: 1, colour: floor[1] },
      ])}
    </defs>
    <path fill="url(#sky)" d="M0 0H800V${horizon + 4}H0Z"/>
    ${props(variant)}
    <path fill="url(#floor)" d="M0 ${horizon}H800V600H0Z"/>`;
}

/** A paper arch before a plain wall. */
function studio(variant: number): string {
  const x = 400 + (variant - 4.5) * 34;
  const colour = ['#c9b8ab', '#aebcae', '#a9b9c9', '#c4b3b9', '#c9c0a4'][variant % 5] ?? '';
  return `
    <path fill="${colour}" d="M${x - 190} 400V250a190 190 0 0 1 380 0V400Z"/>
    <path fill="#fff" opacity=".16" d="M${x - 130} 400V250a130 130 0 0 1 260 0V400Z"/>`;
}

function showroom(variant: number): string {
  const x = variant * 13;
  return `
    <path fill="#d2dad9" d="M${x} 60h190v260h-190zM${x + 206} 60h190v260h-190zM${x + 412} 60h190v260h-190z"/>
    <path fill="#fff" opacity=".25" d="M${x + 40} 60h60L${x + 20} 320h-20v-120zM${x + 260} 60h80l-134 260v-150zM${x + 470} 60h60l-118 220v-110z"/>
    <path fill="#8b918d" d="M0 340H800V400H0Z"/>
    <path stroke="#e9ecea" stroke-width="6" d="M${x + 30} 24h160m60 0h160m60 0h160"/>`;
}

function street(variant: number): string {
  const x = -variant * 22;
  return `
    <path fill="#bccad3" d="M${x} 396V210h90v-50h120v90h110V130h90v110h120v-60h130v80h100v-50h110v-30h140v226z"/>
    <path fill="#a5b4be" d="M${x + 40} 396V270h130v-40h100v70h160v-80h140v60h90v-40h150v90h200v66z"/>
    <path stroke="#c9d5db" stroke-width="9" stroke-dasharray="9 13" d="M${x + 62} 292h86m-86 24h86M${x + 452} 246h96m-96 26h96m-96 26h96M${x + 690} 270h90"/>
    ${tree(70 + variant * 24, 128, '#8ba08c')}${tree(560 + variant * 20, 150, '#8ba08c')}
    <path fill="#b4b9bb" d="M0 380H800V400H0Z"/>`;
}

function driveway(variant: number): string {
  const x = variant * 18 - 60;
  return `
    <path fill="#d9d2c5" d="M${x + 110} 396V170L${x + 330} 90L${x + 550} 170V396Z"/>
    <path fill="#8c7f76" d="M${x + 84} 186L${x + 330} 78L${x + 576} 186L${x + 564} 200L${x + 330} 98L${x + 96} 200Z"/>
    <path fill="#a9b3b5" d="M${x + 150} 396V250h200v146z"/>
    <path stroke="#96a1a4" stroke-width="3" d="M${x + 150} 280h200m-200 30h200m-200 30h200"/>
    <path fill="#93a5ad" stroke="#efeae0" stroke-width="8" d="M${x + 410} 230h90v80h-90zM${x + 455} 230v80"/>
    <path fill="#8da186" d="M0 396v-60q20-24 46-14q24-22 52 0q14-6 22 8V396zM${x + 560} 396v-70q24-28 56-12q30-26 62 0q30-22 64 4q40-20 60 10v68z"/>`;
}

function seaside(variant: number): string {
  const sun = 120 + variant * 62;
  return `
    <circle cx="${sun}" cy="150" r="44" fill="#f3ead2"/>
    <path fill="#8fb2c0" d="M0 290H800V400H0Z"/>
    <path fill="#a9c5cd" d="M0 326q100-10 200 0t200 0t200 0t200 0V400H0Z"/>
    <path fill="#9db1b4" d="M${760 - variant * 30} 290q60-60 150-66L860 216v74z"/>
    <path stroke="#e8e4d8" stroke-width="6" d="M0 348H800M40 344v52m120-52v52m120-52v52m120-52v52m120-52v52m120-52v52m120-52v52"/>`;
}

function evening(variant: number): string {
  const x = variant * 40;
  return `
    <circle cx="${170 + variant * 50}" cy="312" r="52" fill="#f3d3ad"/>
    <path fill="#8f819b" d="M0 336L${90 + x} 250L${250 + x} 330L${380 + x} 270L${560 + x} 344L800 290V400H0Z"/>
    <path fill="#6e6a85" d="M0 370q140-50 280-14t260-12t260 4V400H0Z"/>`;
}

function hills(variant: number): string {
  const x = variant * 26;
  return `
    ${cloud(90 + variant * 55, 110)}
    <path fill="#a9bfbd" d="M0 300L${120 + x} 190L${210 + x} 250L${330 + x} 150L${520 + x} 290L800 220V400H0Z"/>
    <path fill="#9db39b" d="M0 330Q${150 + x} 240 ${330 + x} 320T800 290V400H0Z"/>
    <path fill="#8aa183" d="M0 372Q200 320 420 362T800 346V400H0Z"/>`;
}

function park(variant: number): string {
  const x = variant * 21;
  return `
    <path fill="#a8bfa8" d="M0 300q60-70 130-30q60-70 140-14q70-60 140 0q70-56 140-4q60-50 130 0q70-30 120 30V400H0Z"/>
    ${tree(60 + x, 220, '#8ca78a')}${tree(230 + x, 190, '#97b092')}${tree(500 + x, 230, '#88a287')}${tree(700 - x, 180, '#97b092')}
    <path fill="#8fa483" d="M0 366Q400 350 800 366V400H0Z"/>`;
}

function carDeck(variant: number): string {
  const x = variant * 17;
  const stripe = ['#c4a05a', '#7d98a8', '#a8766a', '#86a08a', '#9a8fa8'][variant % 5] ?? '';
  return `
    <path fill="#8f8d89" d="M0 0H800V70H0Z"/>
    <path fill="#c9d2d3" d="M0 96H800V214H0Z"/>
    <path fill="${stripe}" d="M0 312H800V334H0Z"/>
    <path fill="#98958f" d="M${x - 10} 60h70v340h-70zM${x + 290} 60h70v340h-70zM${x + 590} 60h70v340h-70z"/>
    <path stroke="#eceae4" stroke-width="8" d="M${x + 40} 34h120m180 0h120m180 0h120"/>`;
}

function dunes(variant: number): string {
  const x = variant * 30;
  return `
    <circle cx="${660 - variant * 55}" cy="130" r="38" fill="#f6ead2"/>
    <path fill="#c3b19c" d="M0 320L${60 + x} 262h110l60 40L${300 + x} 240h130l90 80L800 280V400H0Z"/>
    <path fill="#d3b994" d="M0 350Q${180 + x} 270 ${360 + x} 340T800 320V400H0Z"/>
    <path fill="#c9ae87" d="M0 384Q240 330 470 376T800 360V400H0Z"/>`;
}

function tree(x: number, height: number, colour: string): string {
  const top = horizon - height;
  return `
    <path stroke="#7d766c" stroke-width="7" d="M${x} ${horizon}v${-height / 2}"/>
    <ellipse cx="${x}" cy="${top + height * 0.36}" rx="${height * 0.3}" ry="${height * 0.36}" fill="${colour}"/>`;
}

function cloud(x: number, y: number): string {
  return `<path fill="#fff" opacity=".6" d="M${x} ${y}q-30-4-30-22t30-20q10-28 44-24q26 2 34 24q34-4 36 20t-30 22z"/>`;
}
