import pg from 'pg';
import { Random } from '../../src/shared/random.js';
import { seeds } from '../seeds.js';
import { Changes } from './changes.js';

/*
 * The process that commits changes to Postgres at an even pace, as staff and programs do: one small transaction each. Arguments: how
 * many cars there are. Messages: how many a second from now on (0: none); it answers how many were committed since the last one.
 */

const tickMs = 5;
/** Transactions under way at once at most: a slow Postgres is not buried. */
const mostAtOnce = 8;

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: mostAtOnce });
const changes = new Changes(pool, Number(process.argv[2]), new Random(seeds.changes, 0));

let perSecond = 0;
let since = 0;
let begun = 0;
let committed = 0;
let underWay = 0;

process.on('message', (message: { readonly perSecond: number }) => {
  const seconds = (performance.now() - since) / 1000;
  process.send?.({ committed, seconds });
  ({ perSecond } = message);
  since = performance.now();
  begun = 0;
  committed = 0;
});
process.on('disconnect', () => process.exit());

setInterval(() => {
  const due = ((performance.now() - since) / 1000) * perSecond;
  while (begun < due && underWay < mostAtOnce) {
    begun += 1;
    underWay += 1;
    void changes.commitOne().then(() => {
      committed += 1;
      underWay -= 1;
    });
  }
}, tickMs);

await changes.prepare();
process.stdout.write('ready\n');
