import { shown } from './figures.js';
import { line, logScale, palette, place, svg, text } from './svg.js';

export interface BarGroup {
  readonly name: string;
  readonly bars: readonly { readonly name: string; readonly value: number; readonly ours: boolean }[];
}

const width = 760;
const left = 150;
const right = 80;
const bar = 18;
const [accent, , , , , grey] = palette;

/** Horizontal bars, group below group, along one scale of powers of ten. */
export function barChart(title: string, unit: string, groups: readonly BarGroup[]): string {
  const values = groups.flatMap(({ bars }) => bars.map(({ value }) => value));
  const scale = logScale([...values, Math.min(...values) * 0.9], left, width - right);
  const content: string[] = [];
  let y = 44;
  for (const { name, bars } of groups) {
    content.push(text(12, y + 13, name, { kind: 'title' }));
    y += 22;
    for (const each of bars) {
      const end = scale.at(each.value);
      content.push(
        text(left - 8, y + 13, each.name, { anchor: 'end' }),
        `<rect x="${left}" y="${y + 2}" width="${place(end - left)}" height="${bar - 4}" rx="2" fill="${each.ours ? accent : grey}"/>`,
        text(end + 6, y + 13, shown(each.value)),
      );
      y += bar;
    }
    y += 12;
  }
  const grid = scale.ticks.flatMap((tick) => [
    line(scale.at(tick), 40, scale.at(tick), y),
    text(scale.at(tick), y + 16, shown(tick), { kind: 'quiet', anchor: 'middle' }),
  ]);
  content.push(text(width - 12, y + 34, unit, { kind: 'quiet', anchor: 'end' }));
  return svg(width, y + 44, title, [...grid, ...content]);
}
