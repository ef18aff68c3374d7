import type { SampleMake } from '../make.js';
import { audi } from './audi.js';
import { bmw } from './bmw.js';
import { chevrolet } from './chevrolet.js';
import { datsun } from './datsun.js';
import { ford } from './ford.js';
import { honda } from './honda.js';
import { hyundai } from './hyundai.js';
import { jeep } from './jeep.js';
import { kia } from './kia.js';
import { mahindra } from './mahindra.js';
import { marutiSuzuki } from './maruti-suzuki.js';
import { mercedesBenz } from './mercedes-benz.js';
import { mg } from './mg.js';
import { nissan } from './nissan.js';
import { renault } from './renault.js';
import { skoda } from './skoda.js';
import { tata } from './tata.js';
import { toyota } from './toyota.js';
import { volkswagen } from './volkswagen.js';
import { volvo } from './volvo.js';

/** In the order of their ids: README's example asks for makes 1 and 2. */
export const sampleMakes: readonly SampleMake[] = [
  marutiSuzuki,
  hyundai,
  tata,
  mahindra,
  honda,
  toyota,
  kia,
  renault,
  volkswagen,
  ford,
  skoda,
  mg,
  nissan,
  datsun,
  chevrolet,
  jeep,
  bmw,
  mercedesBenz,
  audi,
  volvo,
];
