export const SEPARATORS = [',', ';', '\t'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** Which character separates the cells: the first in the header, outside quotes, that can be one. */
export function separatorOf(header: string): Separator | undefined {
  let isQuoted = false;
  for (const character of header) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && SEPARATORS.includes(character as Separator)) return character as Separator;
  }
  return undefined;
}

/** One cell and what ends it: in quotes, where a doubled one stands for a quote, or without any at its start. */
const CELLS: Readonly<Record<Separator, RegExp>> = {
  ',': /(?:"((?:[^"]|"")*)"|(?!")([^,]*))(,|$)/y,
  ';': /(?:"((?:[^"]|"")*)"|(?!")([^;]*))(;|$)/y,
  '\t': /(?:"((?:[^"]|"")*)"|(?!")([^\t]*))(\t|$)/y,
};

/**
 * The cells of one record of RFC 4180. A quote that is not the first character of its cell is a character like any
 * other. Undefined if a cell begins with a quote and does not end with one.
 */
export function readCells(record: string, separator: Separator): string[] | undefined {
  const cells: string[] = [];
  const pattern = CELLS[separator];
  pattern.lastIndex = 0;
  for (;;) {
    const match = pattern.exec(record);
    if (match === null) return undefined;
    const [, quoted, bare, end] = match;
    cells.push(quoted === undefined ? bare! : quoted.replaceAll('""', '"'));
    if (end === '') return cells;
  }
}

type Cell = string | number | boolean | null;

/** A record with its line break. A null is an empty cell. */
export function writeCells(cells: readonly Cell[], separator: Separator = ','): string {
  return `${cells.map((cell) => writeCell(cell, separator)).join(separator)}\r\n`;
}

function writeCell(cell: Cell, separator: Separator): string {
  const text = String(cell ?? '');
  const needsQuotes = /["\r\n]|^\s|\s$/.test(text) || text.includes(separator);
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
