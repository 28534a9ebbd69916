import { readFileSync } from 'node:fs';
import { type ApiResponse, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';

const service = useService();
let company: TestCompany;
let personId: number;

beforeAll(async () => {
  company = await createCompany(service.database);
  ({ personId } = await createPerson(service.database, company, []));
});

const shown = ({ status, body }: ApiResponse): object => ({ status, body });
const created = async (path: string, body: object): Promise<number> =>
  ((await service.api.as(company).post(path, body)).body as { id: number }).id;

/** A change with a right field, one of the wrong type, and one that the data of the company refuse. */
interface WrongChange {
  readonly id: () => number | Promise<number>;
  readonly right: object;
  /** This field is a number then. */
  readonly text: string;
  readonly refused: object;
  readonly failure: { readonly field: string; readonly message: string };
}

const IDENTIFIER = { type: 'crm', external_id: 'A-1' };
const CHANGES: Readonly<Record<string, WrongChange>> = {
  '/api/clients/{id}': {
    id: async () => {
      const client = { corporate_name: 'Globex', acronym: 'GLX', external_identifiers: [IDENTIFIER] };
      await created('/api/clients', client);
      return company.clientId;
    },
    right: { acronym: 'NEW' },
    text: 'notes',
    refused: { external_identifiers: [IDENTIFIER] },
    failure: {
      field: 'external_identifiers[0].external_id',
      message: 'is taken: another client of this company has it with this type',
    },
  },
  '/api/contacts/{id}': {
    id: () => company.contactId,
    right: { surname: 'New' },
    text: 'notes',
    refused: { client_id: 999_999 },
    failure: { field: 'client_id', message: 'is not a client of this company' },
  },
  '/api/persons/{id}': {
    id: () => personId,
    right: { surname: 'New' },
    text: 'name',
    refused: { role_id: 999_999 },
    failure: { field: 'role_id', message: 'is not a role of this company' },
  },
  '/api/project-metadata/{id}': {
    id: () => company.metadataId,
    right: { is_required: true },
    text: 'key',
    refused: { values: ['IT', 'Finance'], replacements: { Gone: 'IT' } },
    failure: { field: 'replacements', message: 'must not replace "Gone", which it does not have' },
  },
  '/api/projects/{id}': {
    id: () => created('/api/projects', projectBody(company)),
    right: { value: 7 },
    text: 'name',
    refused: { client_id: 999_999 },
    failure: { field: 'client_id', message: 'is not a client of this company' },
  },
  '/api/webhook-endpoints/{id}': {
    id: () => created('/api/webhook-endpoints', { url: 'https://hooks.example/a' }),
    right: { is_enabled: false },
    text: 'description',
    refused: { url: 'https://10.0.0.1' },
    failure: { field: 'url', message: 'must not be at a private or reserved address' },
  },
};

it('every route that changes an item is in the table', () => {
  const { paths } = JSON.parse(readFileSync('openapi/2024-06-15.json', 'utf8')) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const patched = Object.keys(paths).filter((path) => paths[path]!.patch !== undefined);
  expect(Object.keys(CHANGES)).toEqual(
    patched.filter((path) => !/^\/api\/(client|contact)\//.test(path)).sort(),
  );
});

describe.each(Object.entries(CHANGES))('PATCH %s', (path, { id, right, text, refused, failure }) => {
  it('reports what is wrong with the fields and with the data at once, and changes nothing', async () => {
    const caller = service.api.as(company);
    const url = path.replace('{id}', String(await id()));
    const before = shown(await caller.get(url));
    const body = { ...right, [text]: 7, ...refused };
    const response = await caller.send('PATCH', url, { body });
    expect(shown(response)).toEqual({
      status: 400,
      body: invalidData({ field: text, message: 'must be a string, not a number' }, failure),
    });
    expect(before).toMatchObject({ status: 200 });
    expect(shown(await caller.get(url))).toEqual(before);
  });
});

it('says nothing of replacements by values that are wrong', async () => {
  const body = { values: ['IT', 7], replacements: { Finance: 'Law' } };
  const response = await service.api
    .as(company)
    .send('PATCH', `/api/project-metadata/${company.metadataId}`, { body });
  expect(shown(response)).toEqual({
    status: 400,
    body: invalidData({
      field: 'values',
      message: 'has a wrong entry at position 2: it must be a string, not a number',
    }),
  });
});
