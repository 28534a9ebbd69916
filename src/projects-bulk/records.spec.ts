import { readCells, writeCells } from './csv';
import { type FileRecord, splitRecords } from './records';

/** The records of a file that comes in pieces of this size. */
async function split(file: string, size: number, hasQuotes = false): Promise<FileRecord[]> {
  const bytes = Buffer.from(file);
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size)
      yield await Promise.resolve(bytes.subarray(at, at + size));
  }
  const records: FileRecord[] = [];
  for await (const some of splitRecords(pieces(), { hasQuotes })) records.push(...some);
  return records;
}

const shown = (records: readonly FileRecord[]): (readonly [number, string])[] =>
  records.map(({ line, bytes, isTooLong }) => [line, isTooLong ? 'too long' : bytes.toString()]);

const SIZES = [1, 2, 3, 7, 1_000_000];

describe('splitRecords', () => {
  it.each(SIZES)('cuts at line breaks, wherever the pieces end: %d', async (size) => {
    expect(shown(await split('a\nbb\r\n\n \t\nü"\nlast', size))).toEqual([
      [1, 'a'],
      [2, 'bb'],
      [5, 'ü"'],
      [6, 'last'],
    ]);
  });

  it.each(SIZES)('keeps line breaks in quotes: %d', async (size) => {
    expect(shown(await split('a,"b\r\nc"\n"x""\n""y",z\nlast', size, true))).toEqual([
      [1, 'a,"b\r\nc"'],
      [3, '"x""\n""y",z'],
      [5, 'last'],
    ]);
  });

  it.each([1_000, 1_000_000])('goes on behind what is too long: %d', async (size) => {
    const limit = 64 * 1024;
    const records = await split(`${'x'.repeat(limit + 1)}\n${'y'.repeat(limit)}\nz`, size);
    expect(shown(records)).toEqual([
      [1, 'too long'],
      [2, 'y'.repeat(limit)],
      [3, 'z'],
    ]);
  });
});

describe('cells', () => {
  it.each<[string, string[] | undefined]>([
    ['a,b', ['a', 'b']],
    ['', ['']],
    [',', ['', '']],
    ['"a,""b"""', ['a,"b"']],
    ['"",x', ['', 'x']],
    [' a , b ', [' a ', ' b ']],
    ['a"b', undefined],
    ['"a"b', undefined],
    ['"a', undefined],
    ['a,"b" ', undefined],
  ])('of %j', (record, cells) => {
    expect(readCells(record)).toEqual(cells);
  });

  it('are read as they were written', () => {
    const letters = ['a', '"', ',', '\n', '\r\n', ' ', 'é', ''];
    for (let round = 0; round < 500; round++) {
      const cells = Array.from({ length: 3 }, (_, cell) =>
        [1, 7, 31].map((prime) => letters[(round * prime + cell * 3) % letters.length]).join(''),
      );
      const record = writeCells(cells);
      expect(readCells(record.slice(0, -2))).toEqual(cells);
    }
  });
});
