/** What a plot is drawn with. Its colours follow the reader's theme, and are told apart without colour by labels. */

export const palette = ['#3b82f6', '#f59e0b', '#10b981', '#ec4899', '#8b5cf6', '#64748b'] as const;

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2937; }
  .quiet { fill: #6b7280; font-size: 12px; }
  .title { font-size: 15px; font-weight: 600; }
  .grid { stroke: #d1d5db; stroke-width: 1; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e5e7eb; }
    .quiet { fill: #9ca3af; }
    .grid { stroke: #374151; }
  }`;

export function svg(width: number, height: number, title: string, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}\n</style>`,
    text(12, 24, title, { kind: 'title' }),
    ...content,
    '</svg>\n',
  ].join('\n');
}

export function text(
  x: number,
  y: number,
  content: string,
  {
    kind = '',
    anchor = 'start',
  }: { readonly kind?: string; readonly anchor?: 'start' | 'middle' | 'end' } = {},
): string {
  const named = kind === '' ? '' : ` class="${kind}"`;
  return `<text x="${place(x)}" y="${place(y)}" text-anchor="${anchor}"${named}>${escaped(content)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="grid" x1="${place(x1)}" y1="${place(y1)}" x2="${place(x2)}" y2="${place(y2)}"/>`;
}

export function place(value: number): string {
  return String(Math.round(10 * value) / 10);
}

/** From a value to a place, by powers of ten; the ends are whole powers. */
export interface LogScale {
  readonly at: (value: number) => number;
  /** The powers of ten. */
  readonly ticks: readonly number[];
}

export function logScale(values: readonly number[], from: number, to: number): LogScale {
  const first = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
  return {
    at: (value) => from + ((Math.log10(value) - first) / (last - first)) * (to - from),
    ticks: Array.from({ length: last - first + 1 }, (_, nth) => 10 ** (first + nth)),
  };
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
