import type { JSX } from 'preact';
import type { Car } from '../../catalog/car.js';
import { nameOfCar } from '../car/car-words.js';
import { Photo } from '../photo.js';
import { counted } from '../rupees.js';
import { SeeCars } from '../see-cars.js';
import type { ComparedFact } from './comparison.js';
import { addressOfComparison, compareCars, mostCompared } from './comparison.js';

export interface ComparisonProps {
  readonly cars: readonly Car[];
  /** How many were asked for and can't be bought any more. */
  readonly gone: number;
  /** How many were asked for beyond those that are compared. */
  readonly beyond: number;
}

export function ComparisonBody({ cars, gone, beyond }: ComparisonProps): JSX.Element {
  return (
    <div class="compare-page">
      <h1>Compare cars</h1>
      {gone === 0 ? null : (
        <p class="note">
          {gone === 1 ? 'One of these cars is' : `${gone} of these cars are`} no longer for sale.
        </p>
      )}
      {beyond === 0 ? null : (
        <p class="note">
          Up to {mostCompared} cars stand side by side: {counted(beyond)} more {beyond === 1 ? 'is' : 'are'}{' '}
          left out.
        </p>
      )}
      {cars.length === 0 ? <Nothing /> : <Table cars={cars} />}
    </div>
  );
}

function Nothing(): JSX.Element {
  return (
    <>
      <p>There is nothing to compare yet: put cars on your shortlist first.</p>
      <SeeCars />
    </>
  );
}

/** Larger than a small screen: it is moved in its frame, by keys too, and names of cars and facts stay in view. */
function Table({ cars }: { readonly cars: readonly Car[] }): JSX.Element {
  return (
    <div class="compare-frame" role="region" aria-label="Comparison" tabIndex={0}>
      <table class="compare">
        <thead>
          <tr class="compare-pictures">
            <td />
            {cars.map((car) => (
              <Picture car={car} others={cars.filter((each) => each !== car)} />
            ))}
          </tr>
          <tr class="compare-names">
            <td />
            {cars.map((car) => (
              <th scope="col">
                <a href={car.link}>{nameOfCar(car)}</a>
              </th>
            ))}
          </tr>
        </thead>
        {compareCars(cars).map(({ title, facts }) => (
          <tbody>
            <tr class="compare-group">
              <th scope="rowgroup" colSpan={cars.length + 1}>
                {title}
              </th>
            </tr>
            {facts.map((each) => (
              <Row fact={each} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Picture({ car, others }: { readonly car: Car; readonly others: readonly Car[] }): JSX.Element {
  const [photo] = car.images;
  return (
    <td>
      {photo === undefined ? null : <Photo url={photo.url} alt="" place="column" />}
      {others.length === 0 ? null : (
        <a class="compare-less" href={addressOfComparison(others.map(({ id }) => id))} rel="nofollow">
          Leave out<span class="visually-hidden"> the {nameOfCar(car)}</span>
        </a>
      )}
    </td>
  );
}

function Row({ fact: { label, values, differs } }: { readonly fact: ComparedFact }): JSX.Element {
  return (
    <tr class={differs ? 'differs' : undefined}>
      <th scope="row">{label}</th>
      {values.map((value) => (
        <td class={value === 'No' ? 'no' : undefined}>{value ?? '–'}</td>
      ))}
    </tr>
  );
}
