import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LATEST_VERSION } from '../../src/http/api-versions';
import { type Answer } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';

/**
 * A value that passes our rules and that PostgreSQL refuses is a 500, or the last line of defence, which names no field.
 * Values at the edge of what both understand, for every parameter and every field of the document.
 */
interface Parameter {
  readonly name: string;
  readonly in: string;
}
interface DocumentedSchema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}
interface DocumentedOperation {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema?: DocumentedSchema }>>;
  };
}

const DOCUMENT = JSON.parse(
  readFileSync(join(__dirname, `../../openapi/${LATEST_VERSION}.json`), 'utf8'),
) as {
  paths: Record<string, Record<string, DocumentedOperation>>;
  components: { schemas: Record<string, DocumentedSchema> };
};

const OPERATIONS = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    ...operation,
  })),
);
const queriesOf = ({ parameters }: DocumentedOperation): readonly string[] =>
  parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
const READS = OPERATIONS.filter((operation) => operation.method === 'GET' && queriesOf(operation).length > 0);

function fieldsOf({ requestBody }: DocumentedOperation): readonly string[] {
  const schema = requestBody?.content['application/json']?.schema;
  const name = schema?.$ref?.split('/').at(-1);
  const resolved = name === undefined ? schema : DOCUMENT.components.schemas[name];
  return Object.keys(resolved?.properties ?? {});
}
const WRITES = OPERATIONS.filter(
  (operation) => ['POST', 'PATCH', 'PUT'].includes(operation.method) && fieldsOf(operation).length > 0,
);

const OFFSETS = [
  'Z',
  '+00:00',
  '-00:00',
  '+14:00',
  '-12:00',
  '+15:59',
  '-15:59',
  '+16:00',
  '+23:00',
  '-23:59',
  '+24:00',
];
const DAYS = [
  '0001-01-01',
  '9999-12-31',
  '2024-02-29',
  '2023-02-29',
  '0000-01-01',
  '10000-01-01',
  '-0001-01-01',
];
const TIMES = ['00:00:00', '23:59:59.999999999', '24:00:00', '23:59:60', '12:00:00.1234567890', '12:00'];
const instant = fc
  .tuple(fc.constantFrom(...DAYS), fc.constantFrom(...TIMES), fc.constantFrom(...OFFSETS, ''))
  .map(([day, time, offset]) => `${day}T${time}${offset}`);
const text = fc.oneof(
  instant,
  fc.constantFrom(...DAYS),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    '\udfff',
    '\u200b',
    '😀',
    '%',
    '\\',
    "'",
    'null',
    'NaN',
    'infinity',
  ),
  fc.constantFrom(
    '0',
    '-1',
    '-0',
    '1e3',
    '2147483648',
    '-9223372036854775809',
    '9007199254740991',
    '9007199254740993',
  ),
  fc.constantFrom('٣', '１', '9'.repeat(400), 'x'.repeat(501), '0x1', '1_000', 'epoch', 'now', 'today'),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const operator = fc.constantFrom(
  '',
  'eq:',
  'neq:',
  'notEq:',
  'gt:',
  'gte:',
  'lt:',
  'lte:',
  'in:',
  'nin:',
  'bt:',
);
const query = fc.oneof(
  fc.tuple(operator, text).map(([op, value]) => op + value),
  fc.tuple(operator, fc.array(text, { maxLength: 3 })).map(([op, values]) => op + values.join(',')),
);
const json = fc.oneof(
  text,
  fc.constantFrom<unknown>(null, true, [], {}, [null], { a: '\0' }, ['\ud800'], Number.MAX_SAFE_INTEGER),
  fc.constantFrom(
    0,
    -0,
    -1,
    1.5,
    2 ** 31,
    2 ** 53,
    1e21,
    1e308,
    5e-324,
    0.1 + 0.2,
    10.96 / 1000,
    10 ** 10 - 2 ** -19,
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

let service: TestApp;
let company: TestCompany;

beforeAll(async () => {
  service = await startApp();
  company = await createCompany(service.database);
  await service.api.as(company).post('/api/projects', projectBody(company));
});

afterAll(async () => {
  await service.stop();
});

/** A response that names what was wrong, if something was. */
function expectClear({ status, body }: Answer, field: string): void {
  expect(status).toBeLessThan(500);
  if (status !== 400) return;
  const { failures } = body as { failures: { field: string; message: string }[] };
  const named = failures.map((failure) => failure.field);
  expect(named).not.toContain('request');
  expect(named.filter((name) => !name.startsWith(field))).toEqual([]);
}

it('finds what it is about', () => {
  expect(READS.length).toBeGreaterThan(15);
  expect(WRITES.length).toBeGreaterThan(8);
});

it('every parameter of a read takes odd values or refuses them by name', async () => {
  const parameter = fc.constantFrom(
    ...READS.flatMap((read) => queriesOf(read).map((name) => ({ ...read, name }))),
  );
  await fc.assert(
    fc.asyncProperty(parameter, query, async ({ path, name }, value) => {
      // What is no text in UTF-8 has no spelling in a URL.
      fc.pre(value.isWellFormed());
      const url = `${path.replace('{id}', '1')}?${name}=${encodeURIComponent(value)}`;
      expectClear(await service.api.as(company).get(url), name);
    }),
    { numRuns: 1_500 },
  );
}, 120_000);

/** Keys are unique in a company. */
let bodies = 0;

/** A body that the write takes, so that only the odd value can be wrong with it. */
function rightBody(path: string, method: string): object {
  if (method === 'PATCH') return {};
  if (/^\/api\/clients?(\/|$)/.test(path)) return { corporate_name: 'Odd', acronym: 'ODD' };
  if (/^\/api\/contacts?(\/|$)/.test(path)) {
    return { name: 'Ada', surname: 'Odd', email: 'ada@example.com', client_id: company.clientId };
  }
  if (path.startsWith('/api/project-metadata')) return { key: `Odd ${++bodies}`, values: [] };
  if (path.startsWith('/api/timesheet-whitelists')) return { project_id: 1, person_id: company.personId };
  return projectBody(company);
}

/** The field of a failure, as far as it is one of the body: without the index or key of an entry. */
const fieldOf = (name: string): string => name.split(/[.[]/)[0]!;
/** Fields that only go together: the failure names the one that is missing. */
const TOGETHER = [
  ['external_source', 'external_id'],
  ['date_start', 'start_date'],
];

it('every field of a write takes odd values or refuses them by name', async () => {
  const target = fc.constantFrom(
    ...WRITES.flatMap((write) => fieldsOf(write).map((name) => ({ ...write, name }))),
  );
  await fc.assert(
    fc.asyncProperty(target, json, async ({ path, method, name }, value) => {
      const url = path.replace('{id}', path.includes('project-metadata') ? String(company.metadataId) : '1');
      const body = { ...rightBody(path, method), [name]: value };
      const answer = await service.api.as(company).send(method, url.replace('{source}', 'crm'), { body });
      // What is required of a project must not depend on the writes before.
      await service.database.query('update project_metadata set is_required = false where company_id = $1', [
        company.companyId,
      ]);
      expect(answer.status).toBeLessThan(500);
      if (answer.status === 400) {
        const { failures } = answer.body as { failures: { field: string }[] };
        const known = TOGETHER.find((names) => names.includes(name)) ?? [name];
        expect(failures.map(({ field }) => fieldOf(field)).filter((field) => !known.includes(field))).toEqual(
          [],
        );
      }
    }),
    { numRuns: 1_000 },
  );
}, 120_000);
