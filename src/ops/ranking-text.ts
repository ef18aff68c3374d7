import type { ScorePart } from '../recommend/explain-score.js';
import { sizeOf } from '../recommend/explain-score.js';
import type { ExplainedCar, RankingExplanation } from './explain-ranking.js';
import { table } from './table.js';

/** Features of a car that are told one by one. */
const mostTerms = 6;

/** For people: why the first cars of a recommended page stand there. */
export function rankingText(ranking: RankingExplanation): string {
  const { modelVersion, trainedUntil, firstPlace, cars } = ranking;
  const lines = [
    headOf(ranking),
    `by model ${modelVersion}, trained until ${trainedUntil}, ${visitorText(ranking)}`,
  ];
  for (const [number, car] of cars.entries()) lines.push('', ...carLines(firstPlace + number, car));
  return `${lines.join('\n')}\n`;
}

function headOf({ count, firstPlace, cars }: RankingExplanation): string {
  if (count === 0) return 'there is no car to explain: none passes';
  const last = firstPlace + cars.length - 1;
  if (last < firstPlace) {
    const all = count === 1 ? 'one car passes' : `${count} cars pass`;
    return `there is no such page: only ${all}, and it would begin at ${firstPlace}`;
  }
  if (last === firstPlace) return `why this car stands ${firstPlace === 1 ? 'first' : `at ${firstPlace}`}`;
  return `why these cars stand ${firstPlace === 1 ? 'first' : `at ${firstPlace} to ${last}`}`;
}

function visitorText({ foldedIn, seenCarIds }: Pick<RankingExplanation, 'foldedIn' | 'seenCarIds'>): string {
  const nobody = 'for nobody in particular';
  if (foldedIn === 0)
    return seenCarIds.length === 0 ? nobody : `${nobody}: nothing is known of the ${seenCarIds.length} cars`;
  return `for a visitor folded in from ${foldedIn} of the ${seenCarIds.length} cars that they looked at`;
}

function carLines(place: number, { id, name, score, terms, own }: ExplainedCar): string[] {
  const rows = terms.slice(0, mostTerms).map((term) => partRow(term, term.label));
  const rest = terms.slice(mostTerms);
  if (rest.length > 0) rows.push(partRow(sumOf(rest), `${rest.length} more features`));
  if (own !== null) rows.push(partRow(own, 'its own part'));
  const heads = [
    'adds',
    'for the visitor',
    'for anybody',
    own === null ? 'by (no own part: nobody wanted it in training)' : 'by',
  ];
  return [`${place}. car ${id}, ${name}: score ${score.toFixed(3)}`, ...table(rows, heads)];
}

function partRow(part: ScorePart, label: string): string[] {
  return [signed(sizeOf(part)), signed(part.byVisitor), signed(part.byItself), label];
}

function sumOf(parts: readonly ScorePart[]): ScorePart {
  return parts.reduce((sum, { byVisitor, byItself }) => ({
    byVisitor: sum.byVisitor + byVisitor,
    byItself: sum.byItself + byItself,
  }));
}

function signed(number: number): string {
  return `${number < 0 ? '-' : '+'}${Math.abs(number).toFixed(3)}`;
}
