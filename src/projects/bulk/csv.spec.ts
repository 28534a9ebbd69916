import { readCells, type Separator, separatorOf, writeCells } from './csv';

describe('separatorOf', () => {
  it.each<[string, Separator | undefined]>([
    ['name,value', ','],
    ['name;value,x', ';'],
    ['name\tvalue', '\t'],
    ['"a,b";c', ';'],
    ['"a""b,c"\tc', '\t'],
    ['name', undefined],
    ['', undefined],
  ])('of %j', (header, separator) => {
    expect(separatorOf(header)).toBe(separator);
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
    ['a"b', ['a"b']],
    ['5" pipe,1', ['5" pipe', '1']],
    [' "a,b"', [' "a', 'b"']],
    ['"a"b', undefined],
    ['"a', undefined],
    ['a,"b" ', undefined],
  ])('of %j', (record, cells) => {
    for (const separator of [',', ';', '\t'] as const)
      expect(readCells(record.replaceAll(',', separator), separator)).toEqual(
        cells?.map((cell) => (record.startsWith('"a,""b') ? cell.replace(',', separator) : cell)),
      );
  });

  it('are read as they were written', () => {
    const letters = ['a', '"', ',', '\n', '\r\n', ' ', 'é', '', ';', '\t'];
    for (const separator of [',', ';', '\t'] as const) {
      for (let round = 0; round < 500; round++) {
        const cells = Array.from({ length: 3 }, (_, cell) =>
          [1, 7, 31].map((prime) => letters[(round * prime + cell * 3) % letters.length]).join(''),
        );
        const record = writeCells(cells, separator);
        expect(readCells(record.slice(0, -2), separator)).toEqual(cells);
      }
    }
  });
});
