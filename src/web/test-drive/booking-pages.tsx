import type { JSX } from 'preact';
import type { Car } from '../../catalog/car.js';
import type { Consent } from '../../leads/consent.js';
import type { SlotDay } from '../../leads/test-drive.js';
import { nameOfCar } from '../car/car-words.js';
import type { Page } from '../page-sender.js';
import { shortRupees } from '../rupees.js';
import { unlistedPage } from '../unlisted-page.js';
import { Field, Notice, OtherNumber, Slots, Tick } from './form-parts.js';
import type { Link } from '../link.js';
import { LinkItems } from '../link-items.js';

/** The first form as it was sent. */
export interface NumberSent {
  readonly mobile: string;
  /** The version of the text that was ticked; empty: none. */
  readonly consent: string;
}

/** Why it was sent back, and at which field that is said. */
export interface NumberProblem {
  readonly field: keyof NumberSent;
  readonly message: string;
}

export interface NumberPageProps {
  readonly car: Car;
  readonly consent: Consent;
  readonly sent: NumberSent;
  readonly problem: NumberProblem | null;
}

/** The first step: a number, and what its owner agrees to. What was ticked stays so as long as it is the same text. */
export function numberPage({ car, consent, sent, problem }: NumberPageProps): Page {
  const messageAt = (field: NumberProblem['field']): string | null =>
    problem?.field === field ? problem.message : null;
  return stepPage(
    { car, place: 1, status: problem === null ? 200 : 400 },
    <form class="form" method="post" action={`${car.link}/test-drive/number`}>
      <Field
        id="mobile"
        label="Mobile number"
        hint="We send it a code of six digits. Ten digits are enough; numbers from abroad begin with +."
        value={sent.mobile}
        problem={messageAt('mobile')}
        input={{ type: 'tel', inputMode: 'tel', autocomplete: 'tel', maxLength: 30 }}
      />
      <Tick
        name="consent"
        value={consent.version}
        text={consent.text}
        isTicked={sent.consent === consent.version}
        problem={messageAt('consent')}
      />
      <button class="primary" type="submit">
        Send the code
      </button>
    </form>,
  );
}

export interface CodePageProps {
  readonly car: Car;
  /** `+91 •••••• 3210`: where the code went. */
  readonly maskedMobile: string;
  /** Whether it is not the first one. */
  readonly isAnother: boolean;
  /** As it was typed before. */
  readonly code: string;
  readonly problem: string | null;
}

/** The second step: the code that the number was sent. */
export function codePage({ car, maskedMobile, isAnother, code, problem }: CodePageProps): Page {
  return stepPage(
    { car, place: 2, status: problem === null ? 200 : 400 },
    <>
      <form class="form" method="post" action={`${car.link}/test-drive/code`}>
        <Field
          id="code"
          label="Code of six digits"
          hint={`${isAnother ? 'Another one' : 'It'} is on its way to ${maskedMobile}, and good for ten minutes.${
            isAnother ? ' The one before counts as well.' : ''
          }`}
          value={code}
          problem={problem}
          input={{ inputMode: 'numeric', autocomplete: 'one-time-code', maxLength: 20 }}
        />
        <button class="primary" type="submit">
          Go on
        </button>
      </form>
      <form method="post" action={`${car.link}/test-drive/code/again`}>
        <p>
          Nothing came? <button type="submit">Send another code</button> or{' '}
          <a href={`${car.link}/test-drive/number`}>take another number</a>. A number gets a few codes an
          hour, no more.
        </p>
      </form>
    </>,
  );
}

export interface SlotRefusal {
  readonly status: number;
  readonly message: string;
  /** To test drives that are in the way. */
  readonly links?: readonly Link[];
}

export interface SlotPageProps {
  readonly car: Car;
  readonly days: readonly SlotDay[];
  /** To test drives of other cars that the same person has to come. */
  readonly others?: readonly Link[];
  /** The time that was chosen before, in milliseconds since 1970. */
  readonly chosen?: number | null;
  /** Why another time has to be chosen. */
  readonly refusal: SlotRefusal | null;
}

/** The third step: when. */
export function slotPage({ car, days, others = [], chosen = null, refusal }: SlotPageProps): Page {
  return stepPage(
    { car, place: 3, status: refusal?.status ?? 200 },
    <>
      <Notice problem={refusal?.message ?? null} links={refusal?.links ?? []} />
      <form class="form slots" method="post" action={`${car.link}/test-drive`}>
        <Slots days={days} chosen={chosen} />
        <button class="primary" type="submit">
          Book the test drive
        </button>
      </form>
      {others.length === 0 ? null : (
        <section aria-labelledby="others-title">
          <h2 id="others-title">Your other test drives</h2>
          <ul>
            <LinkItems links={others} />
          </ul>
        </section>
      )}
      <OtherNumber car={car} />
    </>,
  );
}

const headings = { 1: 'Leave your number', 2: 'Enter the code', 3: 'Choose a time' } as const;

interface StepOf {
  readonly car: Car;
  readonly place: keyof typeof headings;
  readonly status: number;
}

/** Who hears the page is told first what is new in it: that the form came back, the step, and then the car. */
function stepPage({ car, place, status }: StepOf, children: JSX.Element): Page {
  const heading = headings[place];
  const step = `step ${place} of 3`;
  const title = `${status === 200 ? '' : 'Error: '}${heading}, ${step}: test drive of the ${nameOfCar(car)}`;
  const body = (
    <div class="test-drive-page">
      <p class="soft">
        Test drive of the <a href={car.link}>{nameOfCar(car)}</a>, {shortRupees(car.price)}, {car.city_name}
      </p>
      <h1>{heading}</h1>
      <p class="soft">S{step.slice(1)}</p>
      {children}
    </div>
  );
  return unlistedPage({ status, title, description: title, body });
}
