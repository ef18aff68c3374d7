import type { JSX } from 'preact';
import type { Car } from '../../catalog/car.js';
import { nameOfCar } from '../car/car-words.js';
import { Photo } from '../photo.js';
import { SeeCars } from '../see-cars.js';
import type { ComparedFact } from './comparison.js';
import { addressOfComparison, compareCars } from './comparison.js';

export interface ComparisonProps {
  readonly cars: readonly Car[];
  /** How many were asked for and can't be bought any more. */
  readonly gone: number;
}

export function ComparisonBody({ cars, gone }: ComparisonProps): JSX.Element {
  return (
    <div class="compare-page">
      <h1>Compare cars</h1>
      {gone === 0 ? null : (
        <p class="note">
          {gone === 1 ? 'One of these cars is' : `${gone} of these cars are`} no longer for sale.
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

/** Wider than a narrow screen: it is moved sideways, by keys too. */
function Table({ cars }: { readonly cars: readonly Car[] }): JSX.Element {
  return (
    <div class="compare-frame" role="region" aria-label="Comparison" tabIndex={0}>
      <table class="compare">
        <thead>
          <tr>
            <td />
            {cars.map((car) => (
              <ColumnHead car={car} others={cars.filter((each) => each !== car)} />
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

function ColumnHead({ car, others }: { readonly car: Car; readonly others: readonly Car[] }): JSX.Element {
  const name = nameOfCar(car);
  const [photo] = car.images;
  return (
    <th scope="col">
      {photo === undefined ? null : <Photo url={photo.url} alt="" place="column" />}
      <a href={car.link}>{name}</a>
      {others.length === 0 ? null : (
        <a class="compare-less" href={addressOfComparison(others.map(({ id }) => id))} rel="nofollow">
          Leave out<span class="visually-hidden"> the {name}</span>
        </a>
      )}
    </th>
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
