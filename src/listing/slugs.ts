import type { Result } from '../shared/result.js';
import { ok } from '../shared/result.js';
import { parseSlug, printSlug } from '../catalog/slug.js';
import { slugParameters } from '../catalog/slug-filters.js';
import type { SlugProblem } from '../catalog/slug-problem.js';
import { IndexError } from '../index/errors.js';
import type { IndexStore } from '../index/index-store.js';
import type { IndexGate } from './index-gate.js';
import type { SlugBook, Words } from './slug-book.js';

/** What a slug means. */
export interface SlugMeaning {
  /** The one spelling of this question. */
  readonly canonical: string;
  /** The parameters of the listing that it stands for. */
  readonly parameters: readonly (readonly [parameter: string, value: string])[];
}

export interface SlugsParts {
  readonly store: IndexStore;
  readonly book: SlugBook;
  readonly gate: IndexGate;
}

/** Explains slugs, by the words of the index as they are now. */
export class Slugs {
  readonly #parts: SlugsParts;

  constructor(parts: SlugsParts) {
    this.#parts = parts;
  }

  async explain(slug: string): Promise<Result<SlugMeaning, SlugProblem>> {
    const { tokens } = await this.#words();
    const parsed = parseSlug(tokens, slug);
    if (!parsed.ok) return parsed;
    return ok({
      canonical: printSlug(tokens, parsed.value) ?? slug,
      parameters: slugParameters(parsed.value),
    });
  }

  /**
   * The words in memory, as a rule without asking anybody. Whoever has an answer of another version of them asks for {@link fresh} ones,
   * and then again.
   */
  async known(): Promise<Words> {
    const { book, gate } = this.#parts;
    return (await gate.ask(() => book.known())) ?? book.fromSource();
  }

  /** The words as they are now. */
  async fresh(): Promise<Words> {
    return this.#words();
  }

  async #words(): Promise<Words> {
    const { store, book, gate } = this.#parts;
    const words = await gate.ask(async () => {
      const [state, known] = [await store.state(), await book.known()];
      if (state?.tornUntil !== null) throw new IndexError('INDEX_NOT_WHOLE');
      return state.words === known.version ? known : book.refresh();
    });
    return words ?? book.fromSource();
  }
}
