import type pg from 'pg';
import type { CarRecord, CarStatus } from '../../src/catalog/car.js';
import { carId } from '../../src/catalog/car.js';
import { must } from '../../src/shared/assert.js';
import { generateCars } from '../../src/source/sample/generate-cars.js';
import type { Random } from '../../src/shared/random.js';
import { wideColumns, wideRow } from '../data/wide-rows.js';
import { benchNow, seeds } from '../seeds.js';

const insertedCars = 20_000;

/**
 * One change after another, as they come in trade: most set a price, some sell a car or bring one back, some add one. Each is one
 * statement, so one transaction, that keeps the wide table current too.
 */
export class Changes {
  readonly #pool: pg.Pool;
  readonly #cars: number;
  readonly #random: Random;
  readonly #sold: number[] = [];
  #added: Iterator<CarRecord> = [][Symbol.iterator]();

  constructor(pool: pg.Pool, cars: number, random: Random) {
    this.#pool = pool;
    this.#cars = cars;
    this.#random = random;
  }

  /** Cars to be added are those that the sample would have next. */
  prepare(): Promise<void> {
    const request = { count: insertedCars, seed: seeds.changes, now: benchNow };
    const first = this.#cars;
    this.#added = (function* () {
      for (const record of generateCars(request)) {
        const id = carId(first + record.row.id);
        yield { ...record, row: { ...record.row, id, source_ref: `bench-${id}` } };
      }
    })();
    return Promise.resolve();
  }

  commitOne(): Promise<unknown> {
    const kind = this.#random.next();
    const id = this.#random.between(1, this.#cars);
    if (kind < 0.7) return this.#setPrice(id, 50_000 + 1_000 * this.#random.below(2_000));
    if (kind < 0.82) {
      this.#sold.push(id);
      return this.#setStatus(id, 'sold');
    }
    const back = kind < 0.94 ? this.#sold.shift() : undefined;
    return back === undefined ? this.#add() : this.#setStatus(back, 'live');
  }

  #setPrice(id: number, price: number): Promise<unknown> {
    return this.#pool.query({
      name: 'price',
      text: `with changed as (update car set price = $2::int where id = $1)
             update wide_car set price = $2::int, card = regexp_replace(card, '"price":\\d+', '"price":' || $2::int)
             where id = $1`,
      values: [id, price],
    });
  }

  #setStatus(id: number, status: CarStatus): Promise<unknown> {
    return this.#pool.query({
      name: 'status',
      text: `with changed as (update car set status = $2::text where id = $1)
             update wide_car set live = $2::text = 'live' where id = $1`,
      values: [id, status],
    });
  }

  #add(): Promise<unknown> {
    const record = must(this.#added.next().value as CarRecord | undefined, 'a car to add');
    const { row, featureIds, images } = record;
    const columns = Object.keys(row).join(', ');
    return this.#pool.query({
      name: 'add',
      text: `with added as (
               insert into car (${columns}) select ${columns} from json_populate_record(null::car, $1::json) returning id
             ), features as (
               insert into car_feature select id, feature_id from added, unnest($2::int[]) as feature_id
             ), images as (
               insert into car_image (car_id, position, url)
               select added.id, image.position, image.url
               from added, json_to_recordset($3::json) as image (position smallint, url text)
             )
             insert into wide_car (${wideColumns.join(', ')})
             select ${wideColumns.join(', ')} from json_populate_record(null::wide_car, $4::json)`,
      values: [JSON.stringify(row), featureIds, JSON.stringify(images), JSON.stringify(wideRow(record))],
    });
  }
}
