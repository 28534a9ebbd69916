import { MAX_LINE_BYTES } from '../../../src/projects/bulk/file-record';

/** A record as specs see it: the line that it begins in, and its bytes or what is wrong with them. */
export type Shown = readonly [line: number, content: string];

/** The lines of a file that are not blank. */
export function linesOf(text: string): Shown[] {
  return text
    .split(/\r\n|\n|\r/)
    .flatMap((line, index): Shown[] =>
      /[^ \t]/.test(line) ? [[index + 1, line.length > MAX_LINE_BYTES ? 'too long: ' : line]] : [],
    );
}

/** The records of a CSV file, by looking at the whole text, and at each line as if nothing were known of those above. */
export function csvRecordsOf(text: string): Shown[] {
  // Of a header that is too long nothing is known: the next line says what separates the cells.
  const isKnown = (line: string): boolean => line.length <= MAX_LINE_BYTES && /[^,;\t ]/.test(line);
  const header = text.split(/[\r\n]/).find(isKnown) ?? '';
  const separator = /[,;\t]/.exec(header.replace(/"[^"]*("|$)/g, ''))?.[0] ?? ',';
  const cell = `(?:"(?:[^"]|"")*"|(?!")[^${separator}\\r\\n]*)`;
  const wholeRecord = new RegExp(`${cell}(?:${separator}${cell})*(?=[\\r\\n]|$)`, 'y');
  const records: Shown[] = [];
  let line = 1;
  for (let at = 0; at < text.length;) {
    const [first] = /[^\r\n]*/y.exec(text.slice(at))!;
    wholeRecord.lastIndex = at;
    const [whole] = wholeRecord.exec(text.slice(0, at + Math.max(first.length, MAX_LINE_BYTES) + 1)) ?? [];
    let record = first;
    if (first.length > MAX_LINE_BYTES) records.push([line, 'too long: ']);
    else if (whole === undefined || whole.length > MAX_LINE_BYTES)
      records.push([line, `open quote: ${first}`]);
    else {
      record = whole;
      const isBlank = whole.split(separator).every((part) => /^([ \t]*|"[ \t\r\n]*")$/.test(part));
      if (!isBlank) records.push([line, whole]);
    }
    const [after] = /\r\n|\r|\n|$/y.exec(text.slice(at + record.length))!;
    line += [...record.matchAll(/\r\n|\r|\n/g)].length + 1;
    at += record.length + (after === '' ? 1 : after.length);
  }
  return records;
}
