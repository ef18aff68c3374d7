import { STATUS_CODES } from 'node:http';
import type { BeginProblem } from '../leads/leads.js';
import type { BookProblem, MoveProblem } from '../leads/test-drive.js';
import type { Problem } from './problem.js';
import { badParameters, goneCar, noSuchCar } from './problem.js';
import { linkTo, timeText } from './test-drive-body.js';

const noMobileNumber = badParameters([
  {
    parameter: 'mobile',
    message: 'takes a mobile number, such as 98765 43210; of another country with its code',
  },
]);
const otherConsent = badParameters([
  { parameter: 'consent', message: 'takes the version of the text at /leads/consent' },
]);
const noSlot = badParameters([
  { parameter: 'starts_at', message: 'takes one of the slots at /cars/{id}/test-drives' },
]);

/** Why a number was not taken: nothing that depends on who has left it before. */
export const beginProblems: Readonly<Record<BeginProblem, Problem>> = {
  'no-mobile-number': noMobileNumber,
  'other-consent': otherConsent,
  'unknown-car': noSuchCar,
  'gone-car': goneCar,
};

/** Whatever is wrong with it. */
export const wrongCode = problem(400, 'This code is not right, or no longer good. Ask for another one.');

export const otherSite = problem(403, 'This was sent by a page of another site.');

export const noSuchTestDrive = problem(404, 'This link leads to no test drive.');

export function bookProblem(why: BookProblem): Problem {
  switch (why.kind) {
    case 'unproven':
      return problem(403, 'Confirm your number first: POST /leads.');
    case 'no-slot':
      return noSlot;
    case 'unknown-car':
      return noSuchCar;
    case 'gone-car':
      return goneCar;
    case 'too-many':
      return problem(
        409,
        `You already have ${why.drives.length} test drives to come, of other cars: cancel one that you do not need.`,
      );
    case 'has-another':
      return {
        ...problem(
          409,
          `You already have a test drive of this car on ${timeText(why.drive.startsAtMs)}: move or cancel that one.`,
        ),
        link: linkTo(why.drive),
      };
    case 'same-time':
      return { ...sameTime, link: linkTo(why.drive) };
    case 'taken':
      return taken(why.next);
  }
}

export function moveProblem(why: MoveProblem): Problem {
  switch (why.kind) {
    case 'unknown-link':
      return noSuchTestDrive;
    case 'no-slot':
      return noSlot;
    case 'stands':
      return problem(409, 'This test drive can no longer be moved.');
    case 'same-time':
      return sameTime;
    case 'taken':
      return taken(why.next);
  }
}

const sameTime = problem(409, 'You have a test drive of another car at that time: move one of the two.');

function taken(next: readonly number[]): Problem {
  return { ...problem(409, 'Somebody else has this slot.'), next: next.map(timeText) };
}

function problem(status: number, detail: string): Problem {
  return { status, title: STATUS_CODES[status] ?? '', detail };
}
