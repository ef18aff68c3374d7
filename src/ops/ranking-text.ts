import type { ScorePart } from '../recommend/explain-score.js';
import { sizeOf } from '../recommend/explain-score.js';
import type { ExplainedCar, RankingExplanation } from './explain-ranking.js';
import { table } from './table.js';

/** Features of a car that are told one by one. */
const mostTerms = 6;

/** For people: why the first cars of a recommended page stand there. */
export function rankingText({ modelVersion, trainedUntil, cars, ...visitor }: RankingExplanation): string {
  const lines = [
    'why these cars stand first',
    `by model ${modelVersion}, trained until ${trainedUntil}, ${visitorText(visitor)}`,
  ];
  for (const [place, car] of cars.entries()) lines.push('', ...carLines(place + 1, car));
  if (cars.length === 0) lines.push('', 'There is no car on this page.');
  return `${lines.join('\n')}\n`;
}

function visitorText({ foldedIn, seenCarIds }: Pick<RankingExplanation, 'foldedIn' | 'seenCarIds'>): string {
  if (foldedIn === 0) return 'for nobody in particular';
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
    own === null ? 'by (no own part: training did not see it)' : 'by',
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
