import { isIP } from 'node:net';
import type { Result } from '../shared/result.js';
import { failed, ok } from '../shared/result.js';

/** What every setting is declared by, once: environment variable, default, unit and help all follow from here. */
interface Declaration<T> {
  readonly variable: string;
  readonly default: T;
  /** The default as people read it, where it isn't the value itself. */
  readonly shownDefault?: string;
  readonly unit: string;
  readonly help: string;
  /** Never shown: holds a password. */
  readonly secret?: boolean;
  /** Null: not acceptable; `takes` says what is. */
  readonly parse: (text: string) => T | null;
  readonly takes: string;
}

function setting<T>(declaration: Declaration<T>): Declaration<T> {
  return declaration;
}

function wholeNumber(min: number, max: number): { parse: (text: string) => number | null; takes: string } {
  return {
    takes: `a whole number from ${min} to ${max}`,
    parse: (text) => {
      const value = Number(text);
      return /^\d+$/.test(text) && value >= min && value <= max ? value : null;
    },
  };
}

function url(...protocols: readonly string[]): { parse: (text: string) => string | null; takes: string } {
  return {
    takes: `a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    parse: (text) => (URL.canParse(text) && protocols.includes(new URL(text).protocol) ? text : null),
  };
}

const name = {
  takes: 'lower-case letters, digits and underscores, 40 at most',
  parse: (text: string): string | null => (/^[a-z0-9_]{1,40}$/.test(text) ? text : null),
};

function networksIn(text: string): readonly string[] {
  return text.split(',').map((each) => each.trim());
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (bits === undefined) return longest > 0;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= longest;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

export const settings = {
  databaseUrl: setting<string | null>({
    variable: 'DATABASE_URL',
    default: null,
    shownDefault: 'an embedded Postgres',
    unit: 'URL',
    secret: true,
    help: 'Postgres, the source of truth. The user needs REPLICATION, and owns the tables the first time.',
    ...url('postgres:', 'postgresql:'),
  }),
  valkeyUrl: setting<string | null>({
    variable: 'VALKEY_URL',
    default: null,
    shownDefault: 'a private Valkey',
    unit: 'URL',
    secret: true,
    help: 'Valkey, which holds the index.',
    ...url('redis:', 'rediss:', 'valkey:', 'valkeys:'),
  }),
  port: setting({
    variable: 'PORT',
    default: 3000,
    unit: 'TCP port',
    help: 'Where listings are served; 0 takes a free one.',
    ...wholeNumber(0, 65_535),
  }),
  host: setting({
    variable: 'FORECOURT_HOST',
    default: '127.0.0.1',
    unit: 'address',
    help: 'The address to listen on. 0.0.0.0: every interface.',
    takes: 'an address or a host name',
    parse: (text) => (/^[\w.:-]+$/.test(text) ? text : null),
  }),
  publicUrl: setting<string | null>({
    variable: 'FORECOURT_PUBLIC_URL',
    default: null,
    shownDefault: 'what the request says',
    unit: 'URL',
    help: 'How visitors reach this server: the start of the links next and previous, and the only origin whose forms are taken. With https, browsers that have been here come by nothing else. Set it where anybody can send a Host header.',
    ...url('http:', 'https:'),
  }),
  photoUrl: setting<string | null>({
    variable: 'FORECOURT_PHOTO_URL',
    default: null,
    shownDefault: 'photos come in one size',
    unit: 'URL',
    help: 'Where photos of other hosts are to be had in any width, so that phones fetch small ones, such as https://images.example.in/resize?width={width}&url={encodedUrl}.',
    takes: 'a URL that starts with https://, with {width}, and with {url} or {encodedUrl}',
    parse: (text) =>
      text.startsWith('https://') &&
      URL.canParse(text) &&
      text.includes('{width}') &&
      /\{(url|encodedUrl)\}/.test(text)
        ? text
        : null,
  }),
  dataFolder: setting({
    variable: 'FORECOURT_DATA',
    default: '.forecourt',
    unit: 'folder',
    help: 'Where the embedded servers keep their data.',
    takes: 'a folder',
    parse: (text) => text,
  }),
  sampleCars: setting({
    variable: 'FORECOURT_SAMPLE_CARS',
    default: 5_000,
    unit: 'cars',
    help: 'Sample cars that `start` loads into an empty embedded database; 0: none.',
    ...wholeNumber(0, 1_000_000),
  }),
  prefix: setting({
    variable: 'FORECOURT_PREFIX',
    default: '',
    shownDefault: 'none',
    unit: 'text',
    help: 'Stands before every key in Valkey, so that platforms can share a server. In a cluster: hold a {tag}.',
    takes: 'up to 60 letters, digits and :_-{}',
    parse: (text) => (/^[\w:{}-]{0,60}$/.test(text) ? text : null),
  }),
  slot: setting({
    variable: 'FORECOURT_SLOT',
    default: 'forecourt',
    unit: 'name',
    help: 'The replication slot in Postgres: one for each index.',
    ...name,
  }),
  publication: setting({
    variable: 'FORECOURT_PUBLICATION',
    default: 'forecourt',
    unit: 'name',
    help: 'The publication in Postgres that lists what is followed.',
    ...name,
  }),
  databaseConnections: setting({
    variable: 'FORECOURT_DATABASE_CONNECTIONS',
    default: 10,
    unit: 'connections',
    help: 'Connections to Postgres that one server process opens at most.',
    ...wholeNumber(1, 1_000),
  }),
  viewSeconds: setting({
    variable: 'FORECOURT_VIEW_SECONDS',
    default: 600,
    unit: 'seconds',
    help: 'How long the stored answer of a query is kept. It is right as long as it is there.',
    ...wholeNumber(1, 86_400),
  }),
  viewCars: setting({
    variable: 'FORECOURT_VIEW_CARS',
    default: 2_000_000,
    unit: 'cars',
    help: 'Cars that all stored answers together may hold (about 100 bytes each), in 10,000 at most; the oldest make room.',
    ...wholeNumber(1_000, 1_000_000_000),
  }),
  stepCars: setting({
    variable: 'FORECOURT_STEP_CARS',
    default: 20_000,
    unit: 'cars',
    help: 'Cars changed in one atomic step. While a larger transaction is applied, listings come from Postgres.',
    ...wholeNumber(1, 1_000_000),
  }),
  batchChanges: setting({
    variable: 'FORECOURT_BATCH_CHANGES',
    default: 200_000,
    unit: 'row changes',
    help: 'Changes that the follower reads ahead and takes together at most.',
    ...wholeNumber(1, 10_000_000),
  }),
  nearCardBytes: setting({
    variable: 'FORECOURT_NEAR_CARD_BYTES',
    default: 512 * 1_048_576,
    unit: 'bytes',
    help: 'Cards that each server process keeps in its memory beside its copy of the index; others are fetched from Valkey.',
    ...wholeNumber(0, 1_000_000_000_000),
  }),
  near: setting({
    variable: 'FORECOURT_NEAR',
    default: 'on',
    unit: 'switch',
    help: 'Whether each server process keeps a copy of the index in its memory: about 200 bytes a car, and the cards.',
    takes: 'on or off',
    parse: (text) => (text === 'on' || text === 'off' ? text : null),
  }),
  staleSeconds: setting({
    variable: 'FORECOURT_STALE_SECONDS',
    default: 30,
    unit: 'seconds',
    help: 'How far the index may be behind Postgres, in time, before listings are answered from Postgres instead.',
    ...wholeNumber(1, 86_400),
  }),
  feedCars: setting({
    variable: 'FORECOURT_FEED_CARS',
    default: 200_000,
    unit: 'cars',
    help: 'Changed cars that Valkey keeps for servers which follow (about 800 bytes each); one that was away for longer fills anew.',
    ...wholeNumber(1_000, 100_000_000),
  }),
  train: setting({
    variable: 'FORECOURT_TRAIN',
    default: 'on',
    unit: 'switch',
    help: 'Whether `start` also trains the recommender, and simulates buyers of its sample cars at first.',
    takes: 'on or off',
    parse: (text) => (text === 'on' || text === 'off' ? text : null),
  }),
  trainMinutes: setting({
    variable: 'FORECOURT_TRAIN_MINUTES',
    default: 45,
    unit: 'minutes',
    help: 'How long `train` rests after a training.',
    ...wholeNumber(1, 10_080),
  }),
  trainDays: setting({
    variable: 'FORECOURT_TRAIN_DAYS',
    default: 60,
    unit: 'days',
    help: 'How far back the events are that the recommender learns from.',
    ...wholeNumber(1, 3_650),
  }),
  eventDays: setting({
    variable: 'FORECOURT_EVENT_DAYS',
    default: 400,
    unit: 'days',
    help: "How long events are kept, by when they happened; no shorter than FORECOURT_TRAIN_DAYS. A buyer's cookie lasts 395 days.",
    ...wholeNumber(30, 3_650),
  }),
  eventBatches: setting({
    variable: 'FORECOURT_EVENT_BATCHES',
    default: 100_000,
    unit: 'batches',
    help: 'Batches of events that may wait in Valkey for Postgres (some 500 bytes each, 32 kB at most); beyond it none is taken: 503.',
    ...wholeNumber(1, 100_000_000),
  }),
  eventsPerAddress: setting({
    variable: 'FORECOURT_EVENTS_PER_ADDRESS',
    default: 1_200,
    unit: 'requests a minute',
    help: 'Requests to `/events` that each server process takes from one address, behind which there may be many people; beyond it: 429.',
    ...wholeNumber(1, 100_000_000),
  }),
  eventsPerBuyer: setting({
    variable: 'FORECOURT_EVENTS_PER_BUYER',
    default: 120,
    unit: 'requests a minute',
    help: 'Requests to `/events` that each server process takes from one buyer; beyond it: 429.',
    ...wholeNumber(1, 100_000_000),
  }),
  proxies: setting<string | null>({
    variable: 'FORECOURT_PROXIES',
    default: null,
    shownDefault: 'none',
    unit: 'addresses',
    help: 'Proxies in front, whose X-Forwarded headers are believed: without it, all visitors behind one count as one address.',
    takes: 'addresses and networks such as 10.0.0.0/8, separated by commas',
    parse: (text) => (networksIn(text).every(isNetwork) ? networksIn(text).join() : null),
  }),
  secret: setting<string | null>({
    variable: 'FORECOURT_SECRET',
    default: null,
    shownDefault: 'one kept beside the embedded Postgres; with `DATABASE_URL` none',
    unit: 'text',
    secret: true,
    help: 'Under which the numbers of buyers are kept, and their links signed; the same for all servers. Without one, no numbers are taken. Whoever loses it loses the numbers.',
    takes: '32 random bytes or more, as 64 hexadecimal digits or 43 characters of base64',
    parse: (text) => (/^(?![\da-f]{1,63}$)[\w+/-]{43,}={0,2}$/i.test(text) ? text : null),
  }),
  leadDays: setting({
    variable: 'FORECOURT_LEAD_DAYS',
    default: 180,
    unit: 'days',
    help: 'How long a number is kept after it was last confirmed, or until its last test drive. Stands in the text that people agree to.',
    ...wholeNumber(1, 3_650),
  }),
  leadCodesPerHour: setting({
    variable: 'FORECOURT_LEAD_CODES_PER_HOUR',
    default: 5,
    unit: 'codes an hour',
    help: 'Codes that one number is sent, by all servers together; beyond it, none is sent, and the answer is the same.',
    ...wholeNumber(1, 1_000_000),
  }),
  codesPerHour: setting({
    variable: 'FORECOURT_CODES_PER_HOUR',
    default: 5_000,
    unit: 'codes an hour',
    help: 'Codes that all numbers together are sent, by all servers together, for each costs a short message; beyond it, none is sent, the answer is the same, and the log says so.',
    ...wholeNumber(1, 100_000_000),
  }),
  leadsPerAddress: setting({
    variable: 'FORECOURT_LEADS_PER_ADDRESS',
    default: 30,
    unit: 'requests a minute',
    help: 'Requests with numbers, codes and test drives that each server process takes from one address, and from one buyer; beyond it: 429.',
    ...wholeNumber(1, 100_000_000),
  }),
  logLevel: setting({
    variable: 'FORECOURT_LOG_LEVEL',
    default: 'info',
    unit: 'level',
    help: 'How much is logged.',
    takes: `one of ${logLevels.join(', ')}`,
    parse: (text) => (logLevels.includes(text) ? text : null),
  }),
} as const;

type SettingName = keyof typeof settings;

/** Every setting's value. */
export type Settings = { readonly [Name in SettingName]: (typeof settings)[Name]['default'] };

const ours = 'FORECOURT_';
/** Variables with our prefix that belong to the test runner. */
const foreign = new Set([
  'FORECOURT_TEST_PAGES',
  'FORECOURT_TEST_UNIT',
  'FORECOURT_TEST_SEED',
  'FORECOURT_TEST_RUNS',
  'FORECOURT_SHARED_DATA',
]);

/** Reads the settings from environment variables. The problems name the variable and what it takes, never its value. */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Result<Settings, readonly string[]> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, declaration] of Object.entries(settings) as [SettingName, Declaration<unknown>][]) {
    const text = environment[declaration.variable] ?? '';
    const value = text === '' ? declaration.default : declaration.parse(text);
    if (text !== '' && value === null) problems.push(`${declaration.variable} takes ${declaration.takes}.`);
    values[key] = value;
  }
  const known = new Set<string>(Object.values(settings).map(({ variable }) => variable));
  for (const variable of Object.keys(environment)) {
    if (variable.startsWith(ours) && !known.has(variable) && !foreign.has(variable)) {
      problems.push(`${variable} is no setting of Forecourt; docs/config.md lists them.`);
    }
  }
  if (problems.length === 0) problems.push(...contradictionsOf(values as Settings));
  return problems.length === 0 ? ok(Object.freeze(values) as Settings) : failed(problems);
}

/** What is wrong with settings that are each as they should be. */
function contradictionsOf({ eventDays, trainDays }: Settings): readonly string[] {
  const { variable } = settings.eventDays;
  return eventDays < trainDays
    ? [
        `${variable} must be at least ${settings.trainDays.variable} (${trainDays}): training reads events so old.`,
      ]
    : [];
}

/** The table of docs/config.md. */
export function describeSettings(): string {
  const rows = Object.values(settings).map((each: Declaration<unknown>) => {
    const standard = each.shownDefault ?? `\`${String(each.default)}\``;
    return `| \`${each.variable}\` | ${standard} | ${each.unit} | ${each.help} |`;
  });
  return ['| variable | default | unit | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
