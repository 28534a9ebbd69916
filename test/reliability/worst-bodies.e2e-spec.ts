import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LATEST_VERSION } from '../../src/http/api-versions';
import { Api } from '../support/api';
import { WEBHOOK_KEY } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { createDatabase, type TestDatabase } from '../support/database';
import { everythingOf } from '../support/queries';
import { ServiceProcess } from '../support/service-process';
import { until } from '../support/until';
import { isLong, scaled, report } from './scale';

/** R15: the largest body that is read. */
const SIZE = scaled(200_000, 1_000_000);
/** 100 failures with their field and message, each of which has a limit. */
const LARGEST_RESPONSE = 130_000;

/** So many copies of a text, with its number in it, that a body of all of them has the size. */
function fill(entry: (number: number) => string): string {
  const count = Math.floor(SIZE / (entry(100_000).length + 1));
  return Array.from({ length: count }, (_, number) => entry(100_000 + number)).join(',');
}
/** So many of them, each so long that they have the size together. */
const few = (count: number, entry: (number: string) => string): string => {
  const length = Math.floor(SIZE / count) - entry('').length - 1;
  return Array.from({ length: count }, (_, number) => entry(String(number).padStart(length, '_'))).join(',');
};
const long = (unit: string): string => JSON.stringify(unit.repeat(SIZE / unit.length - 10));

/** Bodies that ask for as much work as their size allows: as a whole, or as the value of a field. */
const WORST_BODIES: readonly (readonly [what: string, body: string])[] = [
  ['unknown keys', `{${fill((number) => `"k${number}":1`)}}`],
  ['keys metadata_<id>', `{${fill((number) => `"metadata_${number}":"a"`)}}`],
  ['wrong keys metadata_<id>', `{${fill((number) => `"metadata_${number}":1`)}}`],
  ['keys that are twice there', `{${fill((number) => `"k${number}":1`)},"k100000":1}`],
  ['as many keys as may be', `{${few(1_999, (number) => `"${number}":1`)}}`],
  ['as many small objects as may be', `[${few(1_999, (number) => `{"${number}":1}`)}]`],
  [
    'as many numbers by name as may be',
    `{${few(1_999, (number) => `"${Number(number.replaceAll('_', '')) * 99_991}":1`)}}`,
  ],
  ['one long key', `{${long('k')}:1}`],
  ['empty objects', `[${fill(() => '{}')}]`],
  ['nested too deep', `${'['.repeat(SIZE / 2)}${']'.repeat(SIZE / 2)}`],
  ['no JSON at its end', `{"name":${long('a')}`],
  ['quotes', `{"name":"${'\\"'.repeat(SIZE / 2 - 20)}"}`],
];
const WORST_VALUES: readonly (readonly [what: string, value: string])[] = [
  ['a long text', long('a')],
  ['a long text of spaces', long(' ')],
  ['a long text of pairs', long('😀')],
  ['a long number', `1${'0'.repeat(SIZE - 100)}`],
  ['a long fraction', `0.${'1'.repeat(SIZE - 100)}`],
  ['texts', `[${fill((number) => `"${number}"`)}]`],
  ['the same texts', `[${fill(() => '"a"')}]`],
  ['as many texts as may be', `[${few(scaled(4_000, 19_000), (number) => `"${number}"`)}]`],
  ['as many lists as may be', `[${few(10_000, () => '[]')}]`],
  ['lists', `[${fill(() => '[]')}]`],
  ['texts by name', `{${fill((number) => `"${number}":"a"`)}}`],
  ['nothings by name', `{${fill((number) => `"${number}":null`)}}`],
];

interface DocumentedSchema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}
const DOCUMENT = JSON.parse(
  readFileSync(join(__dirname, `../../openapi/${LATEST_VERSION}.json`), 'utf8'),
) as {
  paths: Record<
    string,
    Record<string, { requestBody?: { content: Record<string, { schema?: DocumentedSchema }> } }>
  >;
  components: { schemas: Record<string, DocumentedSchema> };
};

/** Every write with a JSON body, and the fields of that. */
const WRITES = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { requestBody }]) => {
    const schema = requestBody?.content['application/json']?.schema;
    if (schema === undefined) return [];
    const resolved =
      schema.$ref === undefined ? schema : DOCUMENT.components.schemas[schema.$ref.split('/').at(-1)!]!;
    return [{ path, method: method.toUpperCase(), fields: Object.keys(resolved.properties ?? {}) }];
  }),
);

let database: TestDatabase;
let service: ServiceProcess;
let company: TestCompany;
let url: string;
let api: Api;

beforeAll(async () => {
  database = await createDatabase();
  company = await createCompany(database);
  service = new ServiceProcess({
    DATABASE_URL: database.url,
    RATE_LIMIT_PER_HOUR: '0',
    WEBHOOK_KEY,
    NODE_OPTIONS: `--require ${join(__dirname, 'loop-delay.cjs')}`,
  });
  url = await service.listening();
  api = new Api(url).as(company);
  await api.post('/api/projects', projectBody(company));
  // One that delivers notes how far it has come.
  await api.post('/api/webhook-endpoints', { url: 'https://hooks.example/projects', is_enabled: false });
});

afterAll(async () => {
  await service.end();
  await database.drop();
});

/** How long the service's event loop stood still at most since the last time, in milliseconds. */
async function loopDelay(): Promise<number> {
  const before = service.errors.length;
  process.kill(service.pid, 'SIGUSR2');
  await until(() => Promise.resolve(/event loop \S+ ms\n/.test(service.errors.slice(before))));
  return Number(/event loop (\S+) ms/.exec(service.errors.slice(before))![1]);
}

it('finds what it is about', () => {
  expect(WRITES.length).toBeGreaterThan(8);
});

it('the documents of the API are made without holding up others', async () => {
  await loopDelay();
  const sizes: number[] = [];
  for (const path of ['/docs-yaml', '/docs-json', '/docs/swagger-ui-init.js']) {
    const response = await fetch(`${url}${path}`);
    expect(response.status).toBe(200);
    sizes.push((await response.text()).length);
  }
  expect(Math.min(...sizes)).toBeGreaterThan(100_000);
  const delay = await loopDelay();
  report(
    'R15: the documents of the API, when they are first asked for',
    `event loop blocked for ${delay} ms at most`,
  );
  if (isLong) expect(delay).toBeLessThan(50);
});

it(
  'the worst bodies are refused with a small response, and nothing is stored',
  async () => {
    const before = await everythingOf(database, company.companyId);
    let [worst, largest, count] = [{ delay: 0, what: '' }, 0, 0];
    const wrong: string[] = [];
    await loopDelay();
    for (const { path, method, fields } of WRITES) {
      const first = path.replace('{id}', '1').replace('{source}', 'crm').replace('{external_id}', '1');
      const target = path.includes('project-metadata')
        ? first.replace('/1', `/${company.metadataId}`)
        : first;
      const bodies = [
        ...WORST_BODIES,
        ...fields.flatMap((field) =>
          WORST_VALUES.map(([what, value]) => [`${field}: ${what}`, `{"${field}":${value}}`] as const),
        ),
      ];
      // In the short form each field meets some of the values: all of them are met by some field.
      for (const [what, body] of bodies.filter((_, index) => isLong || index % 13 === count % 13)) {
        const { status, text } = await api.send(method, target, { body });
        const delay = await loopDelay();
        if (delay > worst.delay) worst = { delay, what: `${method} ${path} with ${what}` };
        largest = Math.max(largest, text.length);
        count++;
        const isRefused = status >= 400 && status < 500;
        // A text that may be long is a change that works.
        if (!isRefused || text.length > LARGEST_RESPONSE)
          wrong.push(`${method} ${path} with ${what}: ${status}, ${text.length} bytes`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await everythingOf(database, company.companyId)).toEqual(before);
    report(
      `R15: ${count} bodies of ${SIZE / 1_000} kB to every write`,
      `event loop blocked for ${worst.delay} ms at most (${worst.what}), largest response ${largest} bytes`,
    );
  },
  scaled(60_000, 900_000),
);
