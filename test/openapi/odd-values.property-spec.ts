import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LATEST_VERSION } from '../../src/http/api-versions';
import { type ApiResponse } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { oddJson, oddQuery, oddText } from './odd-values';

/**
 * A value that passes our rules and that PostgreSQL refuses is a 500, or the last line of defence, which names no field.
 * Values at the edge of what both understand, for every parameter and every field of the document.
 */
interface DocumentedSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, DocumentedSchema>>;
  readonly additionalProperties?: unknown;
}
interface DocumentedOperation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
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
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
type Target = (typeof OPERATIONS)[number];

const parametersOf = ({ operation }: Target, place: string): readonly string[] =>
  operation.parameters.filter((parameter) => parameter.in === place).map(({ name }) => name);

/** The fields of the body, each with its type. */
function fieldsOf({ operation }: Target): (readonly [name: string, type: string | undefined])[] {
  const schema = operation.requestBody?.content['application/json']?.schema;
  const name = schema?.$ref?.split('/').at(-1);
  const { properties = {}, additionalProperties } =
    (name === undefined ? schema : DOCUMENT.components.schemas[name]) ?? {};
  const fields = Object.entries(properties).map(([field, { type }]) => [field, type] as const);
  return additionalProperties === true
    ? [...fields, [`metadata_${company.metadataId}`, 'string'], ['metadata_0', 'string']]
    : fields;
}

const service = useService();
let company: TestCompany;
/** An item of each resource that can be named by its id. */
let ids: Readonly<Record<string, number>>;
let deliveryId: number;
const WEBHOOK_ENDPOINT = { url: 'https://hooks.example/projects' };

beforeAll(async () => {
  company = await createCompany(service.database);
  const { personId: person_id } = await createPerson(service.database, company, []);
  const caller = service.api.as(company);
  const create = async (path: string, body: object): Promise<number> => {
    const response = await caller.post(path, body);
    expect(response.status).toBe(201);
    return (response.body as { id: number }).id;
  };
  const project_id = await create('/api/projects', projectBody(company));
  const endpoint_id = await create('/api/webhook-endpoints', WEBHOOK_ENDPOINT);
  const { body: delivery } = await caller.post(`/api/webhook-endpoints/${endpoint_id}:test`, undefined);
  deliveryId = (delivery as { id: number }).id;
  ids = {
    projects: project_id,
    'webhook-endpoints': endpoint_id,
    clients: company.clientId,
    contacts: company.contactId,
    persons: person_id,
    'project-metadata': company.metadataId,
    'timesheet-whitelists': await create('/api/timesheet-whitelists', { project_id, person_id }),
  };
});

/** The path for an item that exists, in the plural or the singular spelling, unless one of its parts is given. */
function pathFor({ path }: Target, parts: Readonly<Record<string, string>> = {}): string {
  const [, resource = ''] = /^\/api\/([a-z-]+)/.exec(path)!;
  const id = String(ids[resource] ?? ids[`${resource}s`] ?? 1);
  const known: Record<string, string> = { source: 'crm', id, delivery_id: String(deliveryId), ...parts };
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name]!);
}

/** The field of a failure, as far as it is one of the body: without the index or key of an entry. */
const fieldOf = (name: string): string => name.split(/[.[]/)[0]!;

/** What is wrong has a 400, and its failures name only these fields. */
function expectClear({ status, body }: ApiResponse, ...fields: readonly string[]): void {
  expect(status).toBeLessThan(500);
  if (status !== 400) return;
  const { failures } = body as { failures: { field: string }[] };
  const named = failures.map(({ field }) => fieldOf(field));
  expect(named).not.toEqual([]);
  expect(named.filter((name) => !fields.includes(name))).toEqual([]);
}

const titled = (targets: readonly Target[]): (readonly [string, Target])[] =>
  targets.map((target) => [`${target.method} ${target.path}`, target]);

// What is no text in UTF-8 has no spelling in a URL.
const spelled = (text: string): string => encodeURIComponent(text.toWellFormed());

describe('a parameter of the query takes odd values or refuses them by name', () => {
  it.each(titled(OPERATIONS.filter((target) => parametersOf(target, 'query').length > 0)))(
    '%s',
    async (_, target) => {
      const body = target.method === 'GET' ? undefined : {};
      for (const name of parametersOf(target, 'query')) {
        await fc.assert(
          fc.asyncProperty(oddQuery(name), async (value) => {
            const url = `${pathFor(target)}?${name}=${spelled(value)}`;
            const response = await service.api.as(company).send(target.method, url, { body });
            expect(response.status).not.toBe(404);
            // An empty body of a write lacks what is required: only the parameter is looked at.
            if (body === undefined) expectClear(response, name);
            else expect(response.status).toBeLessThan(500);
          }),
          { numRuns: 8 },
        );
      }
    },
    60_000,
  );
});

describe('a part of the path takes odd values or refuses them by name', () => {
  it.each(titled(OPERATIONS.filter((target) => parametersOf(target, 'path').length > 0)))(
    '%s',
    async (_, target) => {
      for (const name of parametersOf(target, 'path')) {
        await fc.assert(
          fc.asyncProperty(oddText, async (value) => {
            fc.pre(!['', '.', '..'].includes(value));
            const path = pathFor(target, { [name]: spelled(value) });
            const body = target.method === 'GET' ? undefined : rightBody(target);
            const response = await service.api.as(company).send(target.method, path, { body });
            expectClear(response, name, 'path', 'external_source', 'external_id');
          }),
          { numRuns: 5 },
        );
      }
    },
    60_000,
  );
});

/** Keys are unique in a company. */
let bodies = 0;

/** A body that the write takes, so that only the odd value can be wrong with it. */
function rightBody({ path, method }: Target): object {
  if (method === 'PATCH') return {};
  if (/^\/api\/clients?(\/|$)/.test(path)) return { corporate_name: 'Odd', acronym: 'ODD' };
  if (/^\/api\/contacts?(\/|$)/.test(path)) {
    return { name: 'Ada', surname: 'Odd', email: 'ada@example.com', client_id: company.clientId };
  }
  if (path.startsWith('/api/project-metadata')) return { key: `Odd ${++bodies}`, values: [] };
  if (path.startsWith('/api/timesheet-whitelists')) {
    return { project_id: ids.projects, person_id: company.personId };
  }
  if (path.startsWith('/api/webhook-endpoints')) return WEBHOOK_ENDPOINT;
  return projectBody(company);
}

/** Takes back what would make a difference to later writes. */
async function undo({ path }: Target): Promise<void> {
  // What is required of a project must not depend on the writes before.
  if (path.startsWith('/api/project-metadata'))
    await service.database.query('update project_metadata set is_required = false where company_id = $1', [
      company.companyId,
    ]);
  // A company has 20 of them at most.
  if (path.startsWith('/api/webhook-endpoints'))
    await service.database.query('delete from webhook_endpoints where company_id = $1 and id <> $2', [
      company.companyId,
      ids['webhook-endpoints'],
    ]);
}

/** Fields that only go together: the failure names the one that is missing. */
const TOGETHER = [
  ['external_source', 'external_id'],
  ['date_start', 'start_date'],
];

describe('a field of a body takes odd values or refuses them by name', () => {
  const WRITES = OPERATIONS.filter(({ operation }) => operation.requestBody?.content['application/json']);

  it.each(titled(WRITES))(
    '%s',
    async (_, target) => {
      const fields = fieldsOf(target);
      expect(fields).not.toEqual([]);
      for (const [name, type] of fields) {
        await fc.assert(
          fc.asyncProperty(oddJson(type), async (value) => {
            const body = { ...rightBody(target), [name]: value };
            const response = await service.api.as(company).send(target.method, pathFor(target), { body });
            await undo(target);
            expect(response.status).not.toBe(404);
            expectClear(response, ...(TOGETHER.find((names) => names.includes(name)) ?? [name]));
          }),
          { numRuns: 4 },
        );
      }
    },
    60_000,
  );
});
