import type { JSX } from 'preact';
import type { Car, CarCard } from '../../catalog/car.js';
import { isActive } from '../../catalog/car.js';
import type { SlotDay, TestDrive } from '../../leads/test-drive.js';
import { CardSection } from '../car/car-page.js';
import { nameOfCar, placeOf } from '../car/car-words.js';
import type { Link } from '../link.js';
import type { Page } from '../page-sender.js';
import { SeeCars } from '../see-cars.js';
import { unlistedPage } from '../unlisted-page.js';
import { Notice, OtherNumber, Slots } from './form-parts.js';
import { slotDay, slotTime } from './slot-words.js';

export interface OwnPageProps {
  readonly drive: TestDrive;
  /** As it is or was for sale; null: nothing is known of it any more. */
  readonly car: Car | null;
  readonly days: readonly SlotDay[];
  /** Why the form for another time came back. */
  readonly problem: string | null;
  /** Test drives of the same person that are in the way. */
  readonly inTheWay?: readonly Link[];
  /** A time for which the car was to be booked once more, beside this test drive; null: it was not. */
  readonly wished: number | null;
  /** What can be bought in place of a car that is gone. */
  readonly instead: Instead | null;
}

export interface Instead {
  readonly cards: readonly CarCard[];
  /** More of them. */
  readonly href: string;
}

/** A test drive, to whoever has its link: how it stands, and ways to change it. */
export function ownPage(props: OwnPageProps): Page {
  const { drive, car, problem, wished } = props;
  const isAgain = wished !== null && drive.state === 'booked';
  const heading = isAgain ? 'You already have a test drive of this car' : headingOf(drive, car);
  const notice = isAgain
    ? `You already have a test drive of this car on ${whenOf(drive)}. The time that you chose now is not booked: move the test drive, or cancel it.`
    : problem;
  const status = notice === null ? 200 : 409;
  const title = `${problem === null ? '' : 'Error: '}${heading}: ${nameFor(car)}`;
  const body = <Own {...props} heading={heading} notice={notice} />;
  return unlistedPage({ status, title, description: title, body });
}

/** Where a test drive is seen and changed. */
export function ownAddress({ token }: TestDrive): string {
  return `/your-test-drive/${token}`;
}

function Own({
  drive,
  car,
  days,
  inTheWay = [],
  wished,
  instead,
  heading,
  notice,
}: OwnPageProps & { readonly heading: string; readonly notice: string | null }): JSX.Element {
  const isBooked = drive.state === 'booked';
  return (
    <>
      <div class="test-drive-page">
        <h1>{heading}</h1>
        <Notice problem={notice} links={inTheWay} />
        {drive.state === 'car-gone' ? <p>So this test drive does not take place.</p> : null}
        <Facts drive={drive} car={car} />
        {isBooked ? (
          <p>
            Keep <a href={ownAddress(drive)}>the address of this test drive</a>: with it you can move it or
            cancel it.
          </p>
        ) : null}
        {isBooked ? <Changes drive={drive} days={days} chosen={wished} isOpen={notice !== null} /> : null}
        {isBooked && car !== null ? <OtherNumber car={car} /> : null}
        {drive.state === 'canceled' && car !== null && isActive(car.status) ? (
          <p>
            <a class="button" href={`${car.link}/test-drive`}>
              Book another time
            </a>
          </p>
        ) : null}
        {instead === null ? null : <SeeCars href={instead.href} />}
      </div>
      {instead === null ? null : (
        <CardSection id="similar" title="Cars like it that you can buy now" cards={instead.cards} />
      )}
    </>
  );
}

function Facts({ drive, car }: Pick<OwnPageProps, 'drive' | 'car'>): JSX.Element {
  return (
    <dl class="fact-list">
      <div>
        <dt>Car</dt>
        <dd>{car === null ? nameFor(car) : <a href={car.link}>{nameFor(car)}</a>}</dd>
      </div>
      <div>
        <dt>When</dt>
        <dd>{whenOf(drive)}</dd>
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
  );
}

interface ChangesProps {
  readonly drive: TestDrive;
  readonly days: readonly SlotDay[];
  readonly chosen: number | null;
  readonly isOpen: boolean;
}

function Changes({ drive, days, chosen, isOpen }: ChangesProps): JSX.Element {
  const action = ownAddress(drive);
  return (
    <>
      {days.length === 0 ? null : (
        <details class="change" open={isOpen}>
          <summary>Move it to another time</summary>
          <form class="form slots" method="post" action={`${action}/move`}>
            <Slots days={days} chosen={chosen} />
            <button type="submit">Move it</button>
          </form>
        </details>
      )}
      <details class="change">
        <summary>Cancel it</summary>
        <form class="form" method="post" action={`${action}/cancel`}>
          <p>Its time is free for others at once, and may be gone when you want it back.</p>
          <button type="submit">Yes, cancel the test drive</button>
        </form>
      </details>
    </>
  );
}

function headingOf({ state }: TestDrive, car: Car | null): string {
  switch (state) {
    case 'booked':
      return 'Your test drive is booked';
    case 'canceled':
      return 'Your test drive is canceled';
    case 'over':
      return 'This test drive is over or under way';
    case 'car-gone':
      return car?.status === 'sold' ? 'This car has been sold' : 'This car is no longer for sale';
  }
}

function nameFor(car: Car | null): string {
  return car === null ? 'A car that is no longer for sale' : nameOfCar(car);
}

/** `Monday, 30 November, 10:00 am`. */
export function whenOf({ startsAtMs }: TestDrive): string {
  return `${slotDay(startsAtMs)}, ${slotTime(startsAtMs)}`;
}
