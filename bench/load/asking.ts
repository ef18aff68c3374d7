import { must } from '../../src/shared/assert.js';
import { Random } from '../../src/shared/random.js';
import { Weighted } from '../../src/shared/weighted.js';
import { seeds } from '../seeds.js';
import type { Load } from './loads.js';
import type { Question } from './questions.js';
import { pathOf, Questions } from './questions.js';

export const repeatedQuestions = 300;
const draws = 65_536;
/** A page is asked for only if so many more cars than it needs are there: changes take some away meanwhile. */
const spare = 40;

/** What is asked, and in which order (null: each path once). */
export interface Asking {
  readonly paths: readonly string[];
  readonly draws: Uint16Array | null;
}

/** Makes the paths of every load. */
export class Asker {
  readonly #questions = new Questions();
  readonly #draws = zipfDraws();
  #repeated: readonly string[] = [];

  /** Chooses the repeated questions and their pages: those that have cars, by how many they have. */
  async choose(countOf: (path: string) => Promise<number>): Promise<void> {
    const random = new Random(seeds.pages, 0);
    const paths = new Set<string>();
    for (let nth = 0; paths.size < repeatedQuestions; nth += 1) {
      const question = this.#questions.repeated(nth);
      const count = await countOf(pathOf(question));
      const wanted = random.chance(0.75) ? 1 : random.between(2, 3);
      if (count === 0) continue;
      const page = count >= wanted * pageSizeOf(question) + spare ? wanted : 1;
      paths.add(pathOf(question, page === 1 ? {} : { page: String(page) }));
    }
    this.#repeated = [...paths];
  }

  /** `from` and `count`: which of the questions that are asked once. */
  asking({ questions, facets }: Load, from: number, count: number): Asking {
    const more = facets ? '&facets=1' : '';
    if (questions === 'fresh') {
      const paths = Array.from(
        { length: count },
        (_, nth) => pathOf(this.#questions.fresh(from + nth)) + more,
      );
      return { paths, draws: null };
    }
    const paths = questions === 'priced' ? this.#repeated.map(inOrderOfPrice) : this.#repeated;
    return { paths: paths.map((path) => path + more), draws: this.#draws };
  }

  /** The paths of so many requests of a load, as they would come. */
  sample(load: Load, from: number, count: number): readonly string[] {
    const { paths, draws: order } = this.asking(load, from, count);
    return Array.from({ length: count }, (_, nth) => must(paths[order?.[nth] ?? nth], 'a path'));
  }
}

function pageSizeOf(question: Question): number {
  return Number(question.get('page_size') ?? 10);
}

function inOrderOfPrice(path: string): string {
  return path.replace(/([?&]ordering=)[^&]*/, '$1price').replace(/&page=\d+/, '');
}

/** The nth most popular of the questions is asked 1/n as often as the first. */
function zipfDraws(): Uint16Array {
  const places = Array.from({ length: repeatedQuestions }, (_, place) => place);
  const weighted = new Weighted(places, (place) => 1 / (place + 1));
  const random = new Random(seeds.draws, 0);
  return Uint16Array.from({ length: draws }, () => weighted.draw(random));
}
