import type { MoveProblem } from '../../leads/test-drive.js';

/** Why a form of a test drive came back, in a buyer's words. */

export const noMobileNumber =
  'This is no mobile number. Ten digits as in 98765 43210, or the whole number beginning with +.';
export const noConsent = 'Without your consent we may not keep your number.';
export const otherConsent = 'This text has changed meanwhile. Please read it once more.';

export const wrongCode = 'This code is not the one, or it is too old. Look again, or ask for another one.';

export const lateCode = 'The code is no longer good. Leave the number once more, and it gets another one.';

const sameTime = 'You have a test drive of another car at that time.';

export const driveProblems: Readonly<Record<'too-many' | 'same-time', string>> = {
  'too-many':
    'You already have as many test drives to come as one person may. Cancel one that you do not need, and then book this one.',
  'same-time': `${sameTime} Choose another time, or change that one.`,
};

export const slotProblems: Readonly<Record<'taken' | 'no-slot', string>> = {
  taken: 'Somebody was a moment faster: this time is taken. These are free.',
  'no-slot': 'Please choose one of these times.',
};

/** Null: how the test drive stands says it. */
export const moveProblems: Readonly<Record<MoveProblem['kind'], string | null>> = {
  ...slotProblems,
  'same-time': `${sameTime} Choose another one.`,
  'unknown-link': null,
  stands: null,
};
