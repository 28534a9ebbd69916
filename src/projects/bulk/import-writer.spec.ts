import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ServiceUnavailableError } from '../../http/api-error';
import { CsvReader } from './csv-reader';
import { ReportWriter, STATUS_WRITER } from './import-writer';

const reason = new ServiceUnavailableError();
const { message } = reason;

function reportWriter(isAtomic = false): ReportWriter {
  const reader = new CsvReader();
  reader.projects([{ line: 1, bytes: Buffer.from('name;value') }]);
  return new ReportWriter(reader, isAtomic);
}

describe('an import that could not go on', () => {
  it('says why in a last line', () => {
    expect(STATUS_WRITER.stopped(reason)).toBe(
      `${JSON.stringify({ status: 'stopped', key: 'service_unavailable', message })}\n`,
    );
  });

  it('says why in a last row of a report', () => {
    expect(reportWriter().stopped(reason).toString()).toBe(
      `;the import stopped, and the lines below were not read: ${message};;\r\n`,
    );
  });
});

describe('what is sent in the end', () => {
  const written = (): Readable =>
    Readable.from([Buffer.from('{"line":1,"status":"created","id":7}\n{"line":2,"status":"refused"}\n')]);

  it('is what was written, or without what was undone', async () => {
    expect(await text(STATUS_WRITER.kept(written()))).toBe(await text(written()));
    expect(await text(STATUS_WRITER.undone(written()))).toBe(
      '{"line":1,"status":"not_created"}\n{"line":2,"status":"refused"}\n',
    );
  });

  it('is a header for a report of an atomic import that is stored', async () => {
    const rows = (): Readable => Readable.from([Buffer.from('rows')]);
    expect(await text(reportWriter().kept(rows()))).toBe('rows');
    expect(await text(reportWriter(true).undone(rows()))).toBe('rows');
    expect(await text(reportWriter(true).kept(rows()))).toBe('import_line;import_failures;name;value\r\n');
  });
});
