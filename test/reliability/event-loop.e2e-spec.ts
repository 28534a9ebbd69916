import { importFile, ndjson } from '../projects/bulk/bulk';
import { Api } from '../support/api';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { createDatabase, type TestDatabase } from '../support/database';
import { countRows } from '../support/queries';
import { ServiceProcess } from '../support/service-process';
import { latenciesBeside, percentile } from './latencies';
import { isLong, scaled, report } from './scale';

const ROUNDS = scaled(1, 10);
const MB = 1024 ** 2;

let database: TestDatabase;
let service: ServiceProcess;
let url: string;
let company: TestCompany;

beforeAll(async () => {
  database = await createDatabase();
  service = new ServiceProcess({
    DATABASE_URL: database.url,
    RATE_LIMIT_PER_HOUR: '0',
    LOG_LEVEL: 'silent',
  });
  url = await service.listening();
  company = await createCompany(database);
});

afterAll(async () => {
  await service.end();
  await database.drop();
});

/** Nearly the 1 MB that a body may have. The short form is large enough to exceed every limit on counts. */
const SIZE = scaled(0.3, 0.95) * MB;

/** So many entries as make a text of the size. */
const many = <Entry>(bytes: number, entry: (number: number) => Entry): Entry[] =>
  Array.from({ length: Math.floor(SIZE / bytes) }, (_, number) => entry(number));

const body = (extra: object): string => JSON.stringify({ ...projectBody(company), ...extra });
const keys = (prefix: string): object =>
  Object.fromEntries(many(24, (n) => [`${prefix}_${10_000 + n}`, 'IT']));

/** What is large in it, the path, what is sent, and the status of the response, or of each line of it. */
const inputs = (): readonly (readonly [what: string, path: string, text: string, expected: unknown])[] => [
  [
    'values',
    '/api/project-metadata',
    JSON.stringify({ key: 'Long', values: many(14, (n) => `value ${n}`) }),
    400,
  ],
  ['unknown keys', '/api/projects', body(keys('colour')), 400],
  ['metadata keys', '/api/projects', body(keys('metadata')), 400],
  ['parameters', `/api/projects?${many(700, (n) => `k${n}=1`).join('&')}`, body({}), 400],
  ['one text', '/api/projects', body({ name: 'x'.repeat(SIZE) }), 400],
  ['a list in place of a text', '/api/projects', body({ name: many(2, () => 1) }), 400],
  [
    'lines without fields',
    ':import',
    many(3, () => '{}\n')
      .slice(0, scaled(2_000, 10_000))
      .join(''),
    ['refused'],
  ],
  [
    'lines with 100 failures',
    ':import',
    many(9_000, () => `${body(Object.fromEntries(Object.entries(keys('a')).slice(0, 500)))}\n`).join(''),
    ['refused'],
  ],
  [
    'lines of 60 kB',
    ':import',
    many(60_000, () => `${body({ name: 'x'.repeat(60_000) })}\n`).join(''),
    ['refused'],
  ],
  ['ordinary lines', ':import', ndjson(...many(400, () => wholeProjectBody(company))), ['created']],
];

async function send(path: string, text: string): Promise<unknown> {
  const api = new Api(url);
  if (path !== ':import') return (await api.as(company).post(path, text)).status;
  const { body: lines } = await importFile({ api }, company, text);
  return [...new Set((lines as { status: string }[]).map(({ status }) => status))];
}

describe('whatever a client sends', () => {
  it('the service responds to others meanwhile', async () => {
    const all = inputs();
    const responses: unknown[] = [];
    const sendAll = async (): Promise<void> => {
      for (let round = 0; round < ROUNDS; round++)
        for (const [what, path, text] of all) responses.push([what, await send(path, text)]);
    };
    const latencies = await latenciesBeside(
      { url: `${url}/health/live`, status: 200, interval: 20 },
      sendAll(),
    );
    const expected = all.map(([what, , , result]) => [what, result]);
    expect(responses).toEqual(Array.from({ length: ROUNDS }, () => expected).flat());
    const created = all.at(-1)![2].split('\n').length - 1;
    expect(await countRows(database, 'projects', company.companyId)).toBe(ROUNDS * created);
    report(
      `${latencies.length} health checks beside bodies and files of 1 MB of values, keys, failures and lines`,
      `p50 ${percentile(latencies, 50).toFixed(0)} ms, p99 ${percentile(latencies, 99).toFixed(0)} ms, longest ${latencies.at(-1)!.toFixed(0)} ms`,
    );
    if (isLong) expect(percentile(latencies, 99)).toBeLessThan(100);
  });
});
