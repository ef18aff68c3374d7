/** Columns under their heads; numbers to the right. */
export function table(rows: readonly (readonly string[])[], heads: readonly string[]): string[] {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [heads, ...rows].map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return /^[+-]?\d+(\.\d+)?$/.test(rows[0]?.[column] ?? '') ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
