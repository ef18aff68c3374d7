/** A way of asking. */
export interface Load {
  readonly name: LoadName;
  /** For the report. */
  readonly what: string;
  readonly questions: 'repeated' | 'priced' | 'fresh';
  readonly facets: boolean;
  /** Changes committed to Postgres each second meanwhile. */
  readonly changesPerSecond: number;
}

export const loadNames = ['price', 'zipf', 'fresh', 'facets', 'zipf+changes', 'fresh+changes'] as const;
export type LoadName = (typeof loadNames)[number];

const changesPerSecond = 200;

const table: Readonly<Record<LoadName, Omit<Load, 'name'>>> = {
  price: {
    what: 'the first page of each of the 300 questions of `zipf`, in order of price',
    questions: 'priced',
    facets: false,
    changesPerSecond: 0,
  },
  zipf: {
    what: '300 questions, the nth asked 1/n as often as the first: any order, pages 1 to 3',
    questions: 'repeated',
    facets: false,
    changesPerSecond: 0,
  },
  fresh: {
    what: 'questions that nobody has asked before, each asked once',
    questions: 'fresh',
    facets: false,
    changesPerSecond: 0,
  },
  facets: {
    what: '`zipf` with all counts beside the page',
    questions: 'repeated',
    facets: true,
    changesPerSecond: 0,
  },
  'zipf+changes': {
    what: `\`zipf\` while ${changesPerSecond} changes a second are committed`,
    questions: 'repeated',
    facets: false,
    changesPerSecond,
  },
  'fresh+changes': {
    what: `\`fresh\` while ${changesPerSecond} changes a second are committed`,
    questions: 'fresh',
    facets: false,
    changesPerSecond,
  },
};

export const loads: readonly Load[] = loadNames.map(loadNamed);

export function loadNamed(name: LoadName): Load {
  return { name, ...table[name] };
}
