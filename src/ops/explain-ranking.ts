import { indexedFromFacts } from '../catalog/car-facts.js';
import type { CarId } from '../catalog/car.js';
import type { Names } from '../catalog/names.js';
import type { Ranking } from '../listing/ranker.js';
import { Ranker } from '../listing/ranker.js';
import type { NearIndex } from '../near/near-index.js';
import type { ExplainedScore, ScoreTerm } from '../recommend/explain-score.js';
import { ScoreExplainer } from '../recommend/explain-score.js';
import { featureLabel } from '../recommend/feature-label.js';
import { ModelShelf } from '../recommend/model-shelf.js';
import type { CarModel } from '../recommend/published-model.js';
import { assert } from '../shared/assert.js';

/** A car of a recommended page, and what puts it there. */
export interface ExplainedCar extends ExplainedScore {
  readonly id: CarId;
  /** `Tata Nexon 2020, 721,000 rupees`. */
  readonly name: string;
  readonly terms: readonly (ScoreTerm & { readonly label: string })[];
}

export interface RankingExplanation {
  readonly modelVersion: number;
  readonly trainedUntil: string;
  readonly seenCarIds: readonly number[];
  /** How many of these cars the visitor is folded in from: those that training knew, or that are listed. None: nobody in particular. */
  readonly foldedIn: number;
  /** Cars that pass, on all pages. */
  readonly count: number;
  /** The place of the first of the page's cars in the whole order, from 1. */
  readonly firstPlace: number;
  /** The first ones of the page. */
  readonly cars: readonly ExplainedCar[];
}

/** Cars of a page that are explained. */
const mostCars = 5;

/** The order that a server with this model has for a visitor who has looked at these cars. */
export async function rankingBy(
  model: CarModel,
  index: NearIndex,
  seenCarIds: readonly number[],
): Promise<Ranking> {
  const shelf = new ModelShelf();
  shelf.put(model);
  const ranker = new Ranker(shelf, () => Promise.resolve(null));
  const asked = await ranker.prepare(index, { modelVersion: model.version, seenCarIds });
  const ranking = ranker.choose(index, asked);
  assert(typeof ranking === 'object', 'a model whose rows are made ranks');
  return ranking;
}

/** What is explained: the cars of a page, in order, and where it begins in the whole order, from 1. */
export interface RankedPage {
  readonly count: number;
  readonly firstPlace: number;
  readonly page: readonly CarId[];
}

export function explainRanking(
  model: CarModel,
  { pin, scores }: Ranking,
  index: NearIndex,
  names: Names,
  { count, firstPlace, page }: RankedPage,
): RankingExplanation {
  const { trainedUntilMs, scale } = model.published;
  const explainer = new ScoreExplainer(model);
  return {
    modelVersion: model.version,
    trainedUntil: new Date(trainedUntilMs).toISOString(),
    seenCarIds: pin.seenCarIds,
    foldedIn: pin.seenCarIds.filter((id) => model.knows(id) || index.slotOf(id as CarId) !== -1).length,
    count,
    firstPlace,
    cars: page.slice(0, mostCars).map((id) => {
      const facts = index.factsAt(index.slotOf(id));
      const { score, terms, own } = explainer.explain({ id, facts }, scores.vector);
      const labelled = terms.map((term) => ({ ...term, label: featureLabel(term.name, names, scale) }));
      return { id, name: nameOf(index, id, names), score, terms: labelled, own };
    }),
  };
}

function nameOf(index: NearIndex, id: CarId, names: Names): string {
  const { make, model, year, price } = indexedFromFacts(id, index.factsAt(index.slotOf(id))).values;
  const words = [names.get('make', make ?? 0)?.name, names.get('model', model ?? 0)?.name, year];
  return `${words.filter((word) => word != null).join(' ')}, ${(price ?? 0).toLocaleString('en-US')} rupees`;
}
