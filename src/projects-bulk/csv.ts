/** One cell and what ends it: in quotes, where a doubled one stands for a quote, or without any. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;

/** The cells of one record of RFC 4180, or undefined if it has a quote where none can be. */
export function readCells(record: string): string[] | undefined {
  const cells: string[] = [];
  CELL.lastIndex = 0;
  for (;;) {
    const match = CELL.exec(record);
    if (match === null) return undefined;
    const [, quoted, bare, end] = match;
    cells.push(quoted === undefined ? bare! : quoted.replaceAll('""', '"'));
    if (end === '') return cells;
  }
}

/** A record with its line break. A null is an empty cell. */
export function writeCells(cells: readonly (string | number | null)[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`;
}

function writeCell(cell: string | number | null): string {
  const text = String(cell ?? '');
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
