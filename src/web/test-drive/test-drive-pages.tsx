import type { ComponentChildren, JSX } from 'preact';
import type { Car } from '../../catalog/car.js';
import type { Consent } from '../../leads/consent.js';
import type { SlotDay, TestDrive } from '../../leads/test-drive.js';
import { nameOfCar, placeOf } from '../car/car-words.js';
import { shortRupees } from '../rupees.js';
import { slotDay, slotTime, slotValue } from './slot-words.js';

/** The first step: a number, and what its owner agrees to. */
export function NumberForm({
  car,
  consent,
  problem,
}: {
  readonly car: Car;
  readonly consent: Consent;
  readonly problem: string | null;
}): JSX.Element {
  return (
    <Step car={car} title="Book a test drive" step="Step 1 of 3">
      <form class="form" method="post" action={`${car.link}/test-drive/number`}>
        <Field
          id="mobile"
          label="Mobile number"
          hint="We send it a code of six digits. Ten digits are enough; numbers from abroad begin with +."
          problem={problem}
          input={{ type: 'tel', inputMode: 'tel', autocomplete: 'tel', maxLength: 30 }}
        />
        <div class="choices">
          <label>
            <input type="checkbox" name="consent" value={consent.version} required />
            <span>{consent.text}</span>
          </label>
        </div>
        <button class="primary" type="submit">
          Send the code
        </button>
      </form>
    </Step>
  );
}

/** The second step: the code that the number was sent. */
export function CodeForm({
  car,
  problem,
}: {
  readonly car: Car;
  readonly problem: string | null;
}): JSX.Element {
  return (
    <Step car={car} title="Enter the code" step="Step 2 of 3">
      <form class="form" method="post" action={`${car.link}/test-drive/code`}>
        <Field
          id="code"
          label="Code of six digits"
          hint="It is on its way to your mobile, and good for ten minutes."
          problem={problem}
          input={{ inputMode: 'numeric', autocomplete: 'one-time-code', maxLength: 20 }}
        />
        <button class="primary" type="submit">
          Go on
        </button>
      </form>
      <p>
        <a href={`${car.link}/test-drive/number`}>Nothing came? Another number, or another code</a>
      </p>
    </Step>
  );
}

/** The third step: when. */
export function SlotForm({
  car,
  days,
  problem,
}: {
  readonly car: Car;
  readonly days: readonly SlotDay[];
  readonly problem: string | null;
}): JSX.Element {
  return (
    <Step car={car} title="Choose a time" step="Step 3 of 3">
      <Notice problem={problem} />
      <form class="form slots" method="post" action={`${car.link}/test-drive`}>
        <Slots days={days} />
        <button class="primary" type="submit">
          Book the test drive
        </button>
      </form>
      <p>
        <a href={`${car.link}/test-drive/number`}>Somebody else on this device? Book under another number</a>
      </p>
    </Step>
  );
}

/** A test drive, to whoever has its link: that it is booked, and ways to change it. */
export function BookedBody({
  car,
  drive,
  days,
  problem,
}: {
  /** Null: it is gone. */
  readonly car: Car | null;
  readonly drive: TestDrive;
  readonly days: readonly SlotDay[];
  readonly problem: string | null;
}): JSX.Element {
  const name = car === null ? 'A car that is no longer for sale' : nameOfCar(car);
  const action = ownAddress(drive);
  const isBooked = drive.state === 'booked';
  return (
    <div class="test-drive-page">
      <h1>{headings[drive.state]}</h1>
      <Notice problem={problem} />
      <dl class="fact-list">
        <div>
          <dt>Car</dt>
          <dd>{car === null ? name : <a href={car.link}>{name}</a>}</dd>
        </div>
        <div>
          <dt>When</dt>
          <dd>
            {slotDay(drive.startsAtMs)}, {slotTime(drive.startsAtMs)}
          </dd>
        </div>
        {car === null ? null : (
          <div>
            <dt>Where</dt>
            <dd>{placeOf(car)}</dd>
          </div>
        )}
        <div>
          <dt>Your number</dt>
          <dd>{drive.maskedMobile}</dd>
        </div>
      </dl>
      {isBooked ? (
        <p>Keep the address of this page: with it you can move the test drive or cancel it.</p>
      ) : null}
      {isBooked && days.length > 0 ? (
        <details class="change" open={problem !== null}>
          <summary>Move it to another time</summary>
          <form class="form slots" method="post" action={`${action}/move`}>
            <Slots days={days} />
            <button type="submit">Move it</button>
          </form>
        </details>
      ) : null}
      {isBooked ? (
        <form method="post" action={`${action}/cancel`}>
          <button type="submit">Cancel the test drive</button>
        </form>
      ) : null}
    </div>
  );
}

/** Where a test drive is seen and changed. */
export function ownAddress({ token }: TestDrive): string {
  return `/your-test-drive/${token}`;
}

const headings: Readonly<Record<TestDrive['state'], string>> = {
  booked: 'Your test drive is booked',
  canceled: 'Your test drive is canceled',
  over: 'Your test drive was on its way',
  'car-gone': 'This car has been sold',
};

function Step({
  car,
  title,
  step,
  children,
}: {
  readonly car: Car;
  readonly title: string;
  readonly step: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="test-drive-page">
      <p class="soft">
        <a href={car.link}>{nameOfCar(car)}</a>, {shortRupees(car.price)}, {car.city_name}
      </p>
      <h1>{title}</h1>
      <p class="soft">{step}</p>
      {children}
    </div>
  );
}

function Slots({ days }: { readonly days: readonly SlotDay[] }): JSX.Element {
  return (
    <>
      {days.map(({ date, slots }) => (
        <fieldset class="field">
          <legend>{slotDay(slots[0]?.startsAtMs ?? Date.parse(date))}</legend>
          <div class="choices">
            {slots.map(({ startsAtMs, isFree }) => (
              <label>
                <input
                  type="radio"
                  name="starts_at"
                  value={slotValue(startsAtMs)}
                  required
                  disabled={!isFree}
                />
                <span>
                  {slotTime(startsAtMs)}
                  {isFree ? '' : ' (taken)'}
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
    </>
  );
}

/** A line to fill in, and under it why what was filled in before won't do. */
function Field({
  id,
  label,
  hint,
  problem,
  input,
}: {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly problem: string | null;
  readonly input: JSX.IntrinsicElements['input'];
}): JSX.Element {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
      <input
        id={id}
        name={id}
        required
        aria-describedby={problem === null ? `${id}-hint` : `${id}-hint problem`}
        aria-invalid={problem === null ? undefined : 'true'}
        {...input}
      />
      {problem === null ? null : (
        <p class="error" id="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function Notice({ problem }: { readonly problem: string | null }): JSX.Element | null {
  if (problem === null) return null;
  return (
    <p class="notice bad" role="alert">
      {problem}
    </p>
  );
}
