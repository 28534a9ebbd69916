import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { useService } from '../support/app';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { ndjson } from '../projects/bulk/bulk';
import { MAIN, summary, useBulkFiles } from './bulk-files';

const service = useService();
const bulk = useBulkFiles(service);
const { place, remote, count, importFile } = bulk;

describe('projects import', () => {
  it('imports a file in parts, and does nothing twice when it is run again', async () => {
    const file = ndjson(
      ...Array.from({ length: 5_003 }, (_, n) => projectBody(bulk.company, { name: `P${n}` })),
    );
    expect(await importFile('many.ndjson', file)).toEqual({
      code: 0,
      out: [summary('5003 created')],
      err: [],
    });
    expect(await importFile('many.ndjson', file)).toEqual({
      code: 0,
      out: [summary('5003 replayed')],
      err: [],
    });
    expect(await count()).toBe(5_003);
  });

  it.each(['each', 'atomic'])('reports refused lines, and ends with 1: %s', async (mode) => {
    const wrong = JSON.stringify(projectBody(bulk.company, { client_id: 999_999_999 }));
    const file = ndjson(projectBody(bulk.company), '', wrong, `"${'x'.repeat(70_000)}"`);
    const report = place(`${mode}-report.ndjson`);
    expect(await importFile('some.ndjson', file, '--mode', mode, '--report', report)).toEqual({
      code: 1,
      out: [summary(`1 ${mode === 'each' ? 'created' : 'not_created'}, 2 refused`)],
      err: [`2 lines refused: see ${report}.`],
    });
    const lines = (await readFile(report, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        line: 3,
        failures: [{ field: 'client_id', message: 'is not a client of this company' }],
        input: wrong,
      },
      { line: 4, failures: [{ field: 'body', message: 'is longer than 64 kB' }], input: '' },
    ]);
    expect(await count()).toBe(mode === 'each' ? 1 : 0);
  });

  it('imports CSV, and writes nothing in a dry run', async () => {
    const body = wholeProjectBody(bulk.company);
    const file = `${Object.keys(body).join(',')}\n${Object.values(body).join(',')}\n`;
    const dry = await importFile('one.csv', file, '--dry-run');
    expect(dry).toEqual({ code: 0, out: [summary('1 valid')], err: [] });
    expect(await count()).toBe(0);
    expect((await importFile('one.csv', file)).out).toEqual([summary('1 created')]);
    expect(await count()).toBe(1);
  });

  it('imports a file of a spreadsheet in parts, goes on where it was, and reports rows to correct', async () => {
    const { clientId, personId, categoryId } = bulk.company;
    const row = (name: string, value = '1.234,5'): string =>
      `${name};${clientId};${personId};${categoryId};${value};50;31/12/2024;4;`;
    const header = 'name;client_id;pm_id;job_order_category_id;value;probability;start_date;duration;';
    const rows = Array.from({ length: 5_100 }, (_, n) => row(`P${n}`));
    rows[1] = ';;;;;;;;';
    rows[2] = row('5" pipe');
    rows[3] = row('"never closed');
    rows[4_999] = row('wrong', '1.500');
    rows[5_003] = row('"closed"', 'none');
    const file = `\ufeff${[header, ...rows].join('\r\n')}\r\n`;
    const report = place('refused.csv');
    const options = ['--dialect', 'excel-eu', '--report', report];
    const refused = {
      code: 1,
      out: [expect.stringMatching(/^5099 lines in .*: 5096 created, 3 refused$/)],
      err: [`3 lines refused: see ${report}.`],
    };
    expect(await importFile('many.csv', file, ...options)).toEqual(refused);
    const out = [expect.stringMatching(/^5099 lines in .*: 5096 replayed, 3 refused$/)];
    expect(await importFile('many.csv', file, ...options)).toEqual({ ...refused, out });
    expect(await count()).toBe(5_096);
    const text = await readFile(report, 'utf8');
    const quotes =
      'the line has a cell that begins with a quote and does not end with one: write quotes inside such a cell twice';
    expect(text.split('\r\n')).toEqual([
      `\ufeffimport_line;import_failures;${header}`,
      `5;${quotes};"""never closed";${row('').slice(1)}`,
      `5001;"value can be read in two ways: write 1500 or 1,5, not ""1.500""";${row('wrong', '1.500')}`,
      `5005;"value must be a number like 1.5, not ""none""";${row('closed', 'none')}`,
      '',
    ]);
    const corrected = text
      .replace('"""never', '"never')
      .replace(';1.500;', ';1500;')
      .replace(';none;', ';1,5;');
    expect(await importFile('corrected.csv', corrected, '--dialect', 'excel-eu')).toEqual({
      code: 0,
      out: [summary('3 created')],
      err: [],
    });
    expect(await count()).toBe(5_099);
  });

  it('reports all rows of an atomic file that is not stored', async () => {
    const body = projectBody(bulk.company);
    const [keys, cells] = [Object.keys(body).join(), Object.values(body).join()];
    const report = place('all.csv');
    const { code } = await importFile(
      'atomic.csv',
      `${keys}\n${cells}\n"A\n`,
      '--mode',
      'atomic',
      '--report',
      report,
    );
    expect(code).toBe(1);
    expect(await readFile(report, 'utf8')).toMatch(
      new RegExp(
        `^import_line,import_failures,${keys}\r\n2,,${cells}\r\n3,the line has a cell [^,]+,"""A"\r\n$`,
      ),
    );
    expect(await count()).toBe(0);
  });

  it('overwrites no file that it imports, and says what a file lacks', async () => {
    await writeFile(place('same.csv'), 'name\nA\n');
    const same = ['projects', 'import', place('same.csv'), ...remote(), '--report', place('./same.csv')];
    expect(await bulk.cli.run(...same)).toEqual({
      code: 1,
      out: [],
      err: ['--report must name another file than the one that is imported.'],
    });
    expect(await readFile(place('same.csv'), 'utf8')).toBe('name\nA\n');
    const nowhere = await importFile('some.csv', 'name\nA\n', '--report', place('none/report.csv'));
    expect(nowhere).toEqual({
      code: 1,
      out: [],
      err: [`${place('none/report.csv')} can not be written: there is no such file or folder`],
    });
    const invalid = "You provided invalid data. Check 'failures' for details.";
    expect((await importFile('empty.csv', '')).err).toEqual([
      invalid,
      'body has no header: its first line must name the fields of a project',
    ]);
    expect((await importFile('colours.csv', 'colour\n')).err).toEqual([
      invalid,
      'colour is not a field of a project',
      'body has a header without a separator: separate the names by commas, semicolons or tabs',
    ]);
    await writeFile(place('unicode.tsv'), Buffer.from('\ufeffname\tvalue\n', 'utf16le'));
    expect((await bulk.cli.run('projects', 'import', place('unicode.tsv'), ...remote())).err).toEqual([
      `${place('unicode.tsv')} is in UTF-16: save the file in UTF-8 (in Excel: "CSV UTF-8")`,
    ]);
    expect((await importFile('projects.xlsx', 'PK\x03\x04')).err).toEqual([
      `${place('projects.xlsx')} is a workbook: save its sheet as CSV in UTF-8 (in Excel: "CSV UTF-8")`,
    ]);
    expect(await count()).toBe(0);
  });

  it('says what stands in its way', async () => {
    bulk.cli.settings = {};
    expect(await importFile('x.ndjson', '')).toEqual({
      code: 1,
      out: [],
      err: ['Set PROJECTS_API_TOKEN, or name a file with --token-file.'],
    });
    await writeFile(place('token'), `${bulk.company.token}\n`);
    const withToken = ['--token-file', place('token')];
    expect((await importFile('x.ndjson', '', ...withToken)).out).toEqual([summary('nothing to import')]);
    const missing = ['projects', 'import', place('none.ndjson'), ...remote(), ...withToken];
    expect((await bulk.cli.run(...missing)).err).toEqual([
      `${place('none.ndjson')} can not be read: there is no such file or folder`,
    ]);
    expect(await importFile('x.ndjson', '', '--token-file', place('none'))).toEqual({
      code: 1,
      out: [],
      err: [`${place('none')} can not be read: there is no such file or folder`],
    });
    const nowhere = ['--url', 'http://127.0.0.1:1', '--company', 'x', ...withToken];
    await writeFile(place('one.ndjson'), '{}\n');
    expect((await bulk.cli.run('projects', 'import', place('one.ndjson'), ...nowhere)).err).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:1 can not be reached: /),
    ]);
    await writeFile(place('token'), 'wrong');
    expect(await importFile('x.ndjson', '{}', ...withToken)).toEqual({
      code: 1,
      out: [],
      err: ['The token is unknown, expired or revoked.'],
    });
  });

  it('stops when it is interrupted, and goes on when it is run again', async () => {
    const file = ndjson(
      ...Array.from({ length: 30_000 }, (_, n) => projectBody(bulk.company, { name: `P${n}` })),
    );
    await writeFile(place('long.ndjson'), file);
    const args = ['projects', 'import', place('long.ndjson'), ...remote()];
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: bulk.cli.folder,
      env: { PROJECTS_API_TOKEN: bulk.company.token },
    });
    let err = '';
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    const ended = new Promise((resolve) => child.on('close', resolve));
    while ((await count()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(err).toMatch(
      /^Stopping after the lines that are under way\.\nStopped at line \d+\. Run the same command again within 24 hours/,
    );
    const done = await count();
    expect(done).toBeLessThan(30_000);
    const { code, out } = await bulk.cli.run(...args);
    expect({ code, out }).toEqual({
      code: 0,
      out: [summary(`${done} replayed, ${30_000 - done} created`)],
    });
    expect(await count()).toBe(30_000);
  }, 120_000);

  it('shows its progress on a terminal', async () => {
    const shown: string[] = [];
    bulk.cli.status = (text) => shown.push(text);
    await importFile('seen.ndjson', ndjson(projectBody(bulk.company), '{'));
    bulk.cli.status = undefined;
    expect(shown).toEqual([
      expect.stringMatching(/^\[#+-*\] \d+ % {2}1 line {2}\d+\/s {2}\d+ s left {2}0 refused$/),
      '',
    ]);
  });
});
