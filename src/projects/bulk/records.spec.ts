import * as fc from 'fast-check';
import { type FileRecord, MAX_LINE_BYTES } from './file-record';
import { QuoteScan } from './quote-scan';
import { csvRecordsOf, linesOf, type Shown } from '../../../test/projects/bulk/reference-records';
import { splitRecords } from './records';

/** The records of a file that comes in pieces of this size. */
async function split(file: string | Buffer, size: number, hasQuotes = false): Promise<FileRecord[]> {
  const bytes = Buffer.from(file as string);
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size)
      yield await Promise.resolve(bytes.subarray(at, at + size));
  }
  const records: FileRecord[] = [];
  for await (const some of splitRecords(pieces(), { hasQuotes })) records.push(...some);
  return records;
}

const shown = (records: readonly FileRecord[]): Shown[] =>
  records.map(({ line, bytes, problem }) => [
    line,
    problem === undefined ? bytes.toString('latin1') : `${problem}: ${bytes.toString('latin1')}`,
  ]);

const SIZES = [1, 2, 3, 7, 1_000_000];

describe('splitRecords', () => {
  it.each(SIZES)('cuts at LF, CRLF and CR, in pieces of %d', async (size) => {
    for (const hasQuotes of [true, false]) {
      expect(shown(await split('a\nbb\r\n\n \t\nc\rd\r\r\ne"\nlast\r', size, hasQuotes))).toEqual([
        [1, 'a'],
        [2, 'bb'],
        [5, 'c'],
        [6, 'd'],
        [8, 'e"'],
        [9, 'last'],
      ]);
    }
  });

  it.each(SIZES)('keeps line breaks in quotes, in pieces of %d', async (size) => {
    expect(shown(await split('a,"b\r\nc"\n"x""\n""y",z\n"\rx","\r\n\n"\nlast', size, true))).toEqual([
      [1, 'a,"b\r\nc"'],
      [3, '"x""\n""y",z'],
      [5, '"\rx","\r\n\n"'],
      [9, 'last'],
    ]);
  });

  it.each(SIZES)('reads a quote inside a cell as a character, in pieces of %d', async (size) => {
    expect(shown(await split('name,x\n5" pipe,1\n"5"" pipe",1\n a "b",1\nlast', size, true))).toEqual([
      [1, 'name,x'],
      [2, '5" pipe,1'],
      [3, '"5"" pipe",1'],
      [4, ' a "b",1'],
      [5, 'last'],
    ]);
  });

  it.each(SIZES)('ends a record with wrong quotes at its first line break, in pieces of %d', async (size) => {
    const file = 'a;b\n"x" y;1\n"open\n1;2\n"x\ny" z;3\n"u\nv";4\n"never closed\r\nlast;1';
    expect(shown(await split(file, size, true))).toEqual([
      [1, 'a;b'],
      [2, 'open quote: "x" y;1'],
      [3, 'open quote: "open'],
      [4, '1;2'],
      [5, 'open quote: "x'],
      [6, 'y" z;3'],
      [7, '"u\nv";4'],
      [9, 'open quote: "never closed'],
      [10, 'last;1'],
    ]);
  });

  it.each([1_000, 1_000_000])('goes on behind what is too long, in pieces of %d', async (size) => {
    const records = await split(
      `${'x'.repeat(MAX_LINE_BYTES + 1)}\r\n${'y'.repeat(MAX_LINE_BYTES)}\nz`,
      size,
    );
    expect(shown(records)).toEqual([
      [1, 'too long: '],
      [2, 'y'.repeat(MAX_LINE_BYTES)],
      [3, 'z'],
    ]);
  });

  it.each([1_000, 1_000_000])(
    'knows the separator by the next line if the header is too long: %d',
    async (size) => {
      const header = `a\tb${'x'.repeat(MAX_LINE_BYTES)}`;
      const row = 'x,"1\t2\n3"';
      expect(shown(await split(`${header}\n${row}\nlast`, size, true))).toEqual([
        [1, 'too long: '],
        [2, row],
        [4, 'last'],
      ]);
      expect(csvRecordsOf(`${header}\n${row}\nlast`)).toEqual([
        [1, 'too long: '],
        [2, row],
        [4, 'last'],
      ]);
    },
  );

  it.each([1_000, 1_000_000])('looks for the end of a cell as far as a record may go: %d', async (size) => {
    const cell = (bytes: number): string => `"${'x\n'.repeat((bytes - 2) / 2)}"`;
    const longest = cell(MAX_LINE_BYTES);
    expect(shown(await split(`a\n${longest}\nlast`, size, true))).toEqual([
      [1, 'a'],
      [2, longest],
      [2 + MAX_LINE_BYTES / 2, 'last'],
    ]);
    const lines = (MAX_LINE_BYTES + 2 - 2) / 2;
    const longer = await split(`a\n${cell(MAX_LINE_BYTES + 2)}\nlast`, size, true);
    expect(longer).toHaveLength(lines + 3);
    expect(shown(longer).slice(0, 3)).toEqual([
      [1, 'a'],
      [2, 'open quote: "x'],
      [3, 'x'],
    ]);
    expect(shown(longer).slice(-2)).toEqual([
      [2 + lines, 'open quote: "'],
      [3 + lines, 'last'],
    ]);
  });

  it('leaves out rows of separators, white space and empty quotes', async () => {
    const rows = ['\t', ';;', 'a,b', ',', ' , \t', '""," "', '"\n\r\n",', ';', '"""",', '\0,'];
    expect(shown(await split(rows.join('\r\n'), 7, true))).toEqual([
      [3, 'a,b'],
      [10, ';'],
      [11, '"""",'],
      [12, '\0,'],
    ]);
    expect(shown(await split('{}\n,\n \n', 7))).toEqual([
      [1, '{}'],
      [2, ','],
    ]);
  });

  it.each(['sep=;', 'sep=,', 'SEP=\t', '"sep=;"', '\ufeffsep=;'])(
    'skips %j in the first line',
    async (hint) => {
      for (const lineBreak of ['\n', '\r\n', '\r'])
        expect(shown(await split([hint, 'name;value', 'sep=;', 'a;1'].join(lineBreak), 3, true))).toEqual([
          [2, 'name;value'],
          [3, 'sep=;'],
          [4, 'a;1'],
        ]);
      expect(shown(await split(`{}\n${hint.trim()}`, 3))).toEqual([
        [1, '{}'],
        [2, Buffer.from(hint.trim()).toString('latin1')],
      ]);
    },
  );

  it.each(['sep=|', 'sep=', 'sep=;;', 'sep=;name'])('refuses %j in the first line', async (hint) => {
    await expect(split(`${hint}\nname\n`, 3, true)).rejects.toMatchObject({
      failures: [
        {
          field: 'body',
          message: 'begins with a line sep= for cells that commas, semicolons or tabs do not separate',
        },
      ],
    });
  });

  it('skips a byte order mark, and remembers it', async () => {
    for (const hasQuotes of [true, false]) {
      const bytes = (text: string): Buffer => Buffer.from(text);
      expect(await split('\ufeff\n"a",b\nc', 2, hasQuotes)).toEqual([
        { line: 2, bytes: bytes('"a",b'), isMarked: true },
        { line: 3, bytes: bytes('c') },
      ]);
      expect(await split('\ufeff', 1, hasQuotes)).toEqual([]);
    }
  });

  it.each<[string, Buffer]>([
    ['little endian', Buffer.from('\ufeffname', 'utf16le')],
    ['big endian', Buffer.from('\ufeffname', 'utf16le').swap16()],
    ['without a mark', Buffer.from('name', 'utf16le')],
    ['big endian without a mark', Buffer.from('name', 'utf16le').swap16()],
  ])('refuses UTF-16: %s', async (_, file) => {
    for (const hasQuotes of [true, false]) {
      await expect(split(file, 1, hasQuotes)).rejects.toMatchObject({
        failures: [
          { field: 'body', message: 'is in UTF-16: save the file in UTF-8 (in Excel: "CSV UTF-8")' },
        ],
      });
    }
  });

  describe('for any bytes in any pieces', () => {
    const TOKENS = [
      '"',
      ',',
      '\n',
      '\r\n',
      '\r',
      ';',
      '\t',
      'a',
      ' ',
      '""',
      '",',
      ',"',
      'a","\n',
      '\0',
      'é',
      '\xc3',
    ];
    const short = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...TOKENS) },
      {
        weight: 1,
        arbitrary: fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      },
    );
    /** So long that a record is at its limit. */
    const long = fc
      .tuple(fc.constantFrom('x', 'xxxxxxx\n', 'yyyyyy\r\n', 'xxxx","\r\n'), fc.integer({ min: -3, max: 3 }))
      .map(([text, more]) => text.repeat(Math.ceil((MAX_LINE_BYTES + more) / text.length)));
    const fileOf = (tokens: readonly string[]): Buffer => Buffer.from(`hh${tokens.join('')}`, 'latin1');
    const shortFiles = fc.array(short, { maxLength: 60 }).map(fileOf);
    const longFiles = fc
      .array(fc.tuple(fc.array(short, { maxLength: 8 }), long), { minLength: 1, maxLength: 2 })
      .map((parts) => fileOf(parts.flatMap(([tokens, text]) => [...tokens, text])));

    // Long files in pieces of one byte take seconds, and find nothing that those of seven do not.
    it.each<[string, fc.Arbitrary<Buffer>, number, number]>([
      ['short', shortFiles, 1, 1_000],
      ['long', longFiles, 7, 12],
    ])(
      'the records are those that a look at the whole file finds: %s files',
      async (_, files, shortest, numRuns) => {
        const pieces = fc.constantFrom(shortest, 1_000, 16_385, 50_000, 1_000_000);
        await fc.assert(
          fc.asyncProperty(files, pieces, async (file, size) => {
            const found = {
              csv: shown(await split(file, size, true)),
              other: shown(await split(file, size)),
            };
            const text = file.toString('latin1');
            const whole = { csv: csvRecordsOf(text), other: linesOf(text) };
            // The comparison of strings is the faster one, and the other says where they differ.
            if (JSON.stringify(found) !== JSON.stringify(whole)) expect(found).toEqual(whole);
          }),
          { numRuns },
        );
      },
    );
  });

  it('looks at each byte a few times only, however many lines open a quote', async () => {
    const file = `a\n${'a","\n'.repeat(1_000)}`;
    const read = jest.spyOn(QuoteScan.prototype as unknown as { read: () => void }, 'read');
    const records = await split(file, 65_536, true);
    const reads = read.mock.calls.length;
    read.mockRestore();
    expect(records).toHaveLength(1_001);
    expect(reads).toBeLessThan(3 * file.length);
  });
});
