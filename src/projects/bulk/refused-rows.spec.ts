import { type FileRecord } from './file-record';
import { RefusedRows } from './refused-rows';

const record = (text: string | Buffer, more: Partial<FileRecord> = {}): FileRecord => ({
  line: 7,
  bytes: Buffer.from(text as string),
  ...more,
});
const required = { field: 'name', message: 'is required' };

describe('RefusedRows', () => {
  it('puts the line and what is wrong with it before the cells', () => {
    const rows = new RefusedRows(record('name;value'));
    const failures = [{ field: 'body', message: 'has 3 cells, where the header has 2' }, required];
    expect(rows.header().toString()).toBe('import_line;import_failures;name;value\r\n');
    expect(rows.row(record('Caffè;"1;""5";=1+1'), failures).toString()).toBe(
      '7;"the line has 3 cells, where the header has 2; name is required";Caffè;"1;""5";=1+1\r\n',
    );
    expect(rows.note('the import stopped').toString()).toBe(';the import stopped;;\r\n');
  });

  it('begins with a byte order mark if the file did', () => {
    const rows = new RefusedRows(record('"name"', { isMarked: true }));
    expect(rows.header().toString()).toBe('\ufeffimport_line,import_failures,name\r\n');
  });

  it('replaces the columns of a former report, wherever they are', () => {
    const rows = new RefusedRows(record('name\timport_failures\tvalue\t import_line '));
    expect(rows.header().toString()).toBe('import_line\timport_failures\tname\tvalue\r\n');
    expect(rows.row(record('A\tname is…\t1\t3'), [required]).toString()).toBe(
      '7\tname is required\tA\t1\r\n',
    );
  });

  it('keeps bytes that are not UTF-8, and quotes those of a cell that they broke', () => {
    const rows = new RefusedRows(record('name,value'));
    const bytes = Buffer.concat([Buffer.from([0xe8, 0x2c]), Buffer.from('1')]);
    expect(rows.row(record(bytes), [required])).toEqual(
      Buffer.concat([Buffer.from('7,name is required,'), bytes, Buffer.from('\r\n')]),
    );
    expect(rows.row(record('"A" x,1', { problem: 'open quote' }), [required]).toString()).toBe(
      '7,name is required,"""A"" x",1\r\n',
    );
    expect(rows.row(record('', { problem: 'too long' }), [required]).toString()).toBe(
      '7,name is required\r\n',
    );
  });
});
