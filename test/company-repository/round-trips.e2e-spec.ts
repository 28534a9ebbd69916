import { documentedOperations } from '../openapi/operations';
import { type ApiResponse, type Api, INSTANT, invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { eventsOf, everythingOf } from '../support/queries';

const service = useService();

type Item = Readonly<Record<string, unknown>>;

interface Resource {
  readonly name: string;
  /** Makes one and returns its path. */
  readonly make: (api: Api, company: TestCompany) => Promise<string>;
  readonly field: string;
  readonly value: unknown;
  /** A read-only key with another value than the stored one, and what is said of it. */
  readonly wrong: readonly (readonly [field: string, value: unknown, message: string])[];
}

const SET_BY_SERVICE = 'is read-only: the service sets it';
const STALE = `${SET_BY_SERVICE}. The item has changed since it had this value: read it again, or leave updated_at out`;
const OLD = '2020-01-01T00:00:00.000Z';

const made = (path: string, { body }: ApiResponse): string => `${path}/${(body as { id: number }).id}`;
const project = (change: (company: TestCompany) => object) => async (api: Api, company: TestCompany) => {
  const path = made('/api/projects', await api.post('/api/projects', change(company)));
  return path;
};
const WRONG_ITEM = [
  ['id', 1_000_000, SET_BY_SERVICE],
  ['created_at', OLD, SET_BY_SERVICE],
  ['updated_at', OLD, STALE],
] as const;
const WRONG_PROJECT = [
  ...WRONG_ITEM,
  ['archived_on', '2024-01-01', 'is read-only: archive the project with POST /api/projects/{id}:archive'],
] as const;

const RESOURCES: readonly Resource[] = [
  {
    name: 'a bare project',
    make: project((company) => projectBody(company)),
    field: 'name',
    value: 'Renamed',
    wrong: WRONG_PROJECT,
  },
  {
    name: 'a whole project',
    make: async (api, company) => {
      const body = { ...wholeProjectBody(company), external_source: 'crm', external_id: '1' };
      const path = made('/api/projects', await api.post('/api/projects', body));
      await api.send('PATCH', path, {
        body: { risk: 'low', won_lost_feedback: 'Too dear', reason_why_id: 7 },
      });
      return path;
    },
    field: 'value',
    value: 2.25,
    wrong: WRONG_PROJECT,
  },
  {
    name: 'an archived project',
    make: async (api, company) => {
      const path = made('/api/projects', await api.post('/api/projects', projectBody(company)));
      await api.post(`${path}:archive`);
      return path;
    },
    field: 'duration',
    value: 9,
    wrong: [['is_archived', false, 'is read-only: archive the project with POST /api/projects/{id}:archive']],
  },
  {
    name: 'a client',
    make: async (api) =>
      made('/api/clients', await api.post('/api/clients', { corporate_name: 'Other', acronym: 'OTH' })),
    field: 'notes',
    value: 'Pays late',
    wrong: [...WRONG_ITEM, ['group_id', 1, 'is read-only: what it points to is not part of this API']],
  },
  {
    name: 'a contact',
    make: async (api, company) => {
      const body = { client_id: company.clientId, email: 'a@b.example', name: 'A', surname: 'B' };
      return made('/api/contacts', await api.post('/api/contacts', body));
    },
    field: 'role',
    value: 'Buyer',
    wrong: WRONG_ITEM,
  },
  {
    name: 'a person',
    make: async (_, company) =>
      `/api/persons/${(await createPerson(service.database, company, ['crm.view'])).personId}`,
    field: 'surname',
    value: 'Rossi',
    wrong: [
      ...WRONG_ITEM,
      ['email', 'other@example.com', 'is read-only: it names the account of the person'],
      ['role', 'Other', 'is read-only: set role_id'],
      ['level_id', 1, 'is read-only: it is always null in this service'],
    ],
  },
  {
    name: 'the person that calls',
    make: async (_, company) => Promise.resolve(`/api/persons/${company.personId}`),
    field: 'name',
    value: 'Ada',
    wrong: WRONG_ITEM,
  },
  {
    name: 'a project metadata',
    make: async (_, company) => Promise.resolve(`/api/project-metadata/${company.metadataId}`),
    field: 'values',
    value: ['IT', 'Finance', 'Energy'],
    wrong: WRONG_ITEM,
  },
];

describe.each(RESOURCES.map((resource) => [resource.name, resource] as const))(
  'PATCH of %s that was read',
  (_, { make, field, value, wrong }) => {
    it('changes the one field that was edited', async () => {
      const company = await createCompany(service.database);
      const api = service.api.as(company);
      const path = await make(api, company);
      const item = (await api.get(path)).body as Item;
      const events = (await eventsOf(service.database, company.companyId)).length;
      const response = await api.send('PATCH', path, { body: { ...item, [field]: value } });
      expect({ status: response.status, body: response.body }).toEqual({
        status: 200,
        body: { ...item, [field]: value, updated_at: INSTANT },
      });
      expect((await api.get(path)).body).toEqual(response.body);
      const newEvents = (await eventsOf(service.database, company.companyId)).slice(events);
      expect(newEvents.map((event) => (event as { changes: unknown }).changes)).toEqual(
        path.startsWith('/api/projects/') ? [[{ field, from: item[field], to: value }]] : [],
      );
    });

    it('changes nothing if nothing was edited', async () => {
      const company = await createCompany(service.database);
      const api = service.api.as(company);
      const path = await make(api, company);
      const { body: item } = await api.get(path);
      const before = await everythingOf(service.database, company.companyId);
      const response = await api.send('PATCH', path, { body: item });
      expect({ status: response.status, body: response.body }).toEqual({ status: 200, body: item });
      expect(await everythingOf(service.database, company.companyId)).toEqual(before);
    });

    it('refuses read-only keys with other values', async () => {
      const company = await createCompany(service.database);
      const api = service.api.as(company);
      const path = await make(api, company);
      const { body: item } = await api.get(path);
      const before = await everythingOf(service.database, company.companyId);
      const changed = Object.fromEntries(wrong.map(([key, other]) => [key, other]));
      const response = await api.send('PATCH', path, {
        body: { ...(item as Item), ...changed, [field]: value },
      });
      const expected = invalidData(...wrong.map(([key, , message]) => ({ field: key, message })));
      expect({ status: response.status, body: response.body }).toEqual({ status: 400, body: expected });
      expect(await everythingOf(service.database, company.companyId)).toEqual(before);
    });
  },
);

describe('every PATCH of the document', () => {
  it.each(
    documentedOperations()
      .filter(({ method }) => method === 'PATCH')
      .map(({ operationId, path }) => [operationId, path] as const),
  )(
    '%s refuses read-only keys with other values, and nothing else of the body is written',
    async (_, path) => {
      const company = await createCompany(service.database);
      const api = service.api.as(company);
      await api.post('/api/projects', projectBody(company));
      await api.post('/api/webhook-endpoints', { url: 'https://hooks.example/projects' });
      // The singular spelling of a write has no list of its own.
      const listPath = path.replace('/{id}', '').replace(/(client|contact)$/, '$1s');
      const { body: list } = await api.get(listPath);
      const { id } = (list as { id: number }[])[0]!;
      const before = await everythingOf(service.database, company.companyId);
      const fields = { name: 'Renamed', corporate_name: 'Renamed', key: 'Renamed', description: 'Renamed' };
      const known = Object.keys((list as Item[])[0]!).filter((key) => key in fields);
      const body = {
        ...Object.fromEntries(known.map((key) => [key, 'Renamed'])),
        id: id + 1,
        created_at: OLD,
      };
      const response = await api.send('PATCH', path.replace('{id}', String(id)), { body });
      expect({ status: response.status, body: response.body }).toEqual({
        status: 400,
        body: invalidData(
          { field: 'id', message: SET_BY_SERVICE },
          { field: 'created_at', message: SET_BY_SERVICE },
        ),
      });
      expect(await everythingOf(service.database, company.companyId)).toEqual(before);
    },
  );
});

it('PUT of a project that was read replaces it, and creates none with read-only keys', async () => {
  const company = await createCompany(service.database);
  const api = service.api.as(company);
  const path = '/api/projects/by-external/crm/1';
  const { body: item } = await api.send('PUT', path, { body: wholeProjectBody(company) });
  const response = await api.send('PUT', path, { body: { ...(item as Item), name: 'Renamed' } });
  expect({ status: response.status, body: response.body }).toEqual({
    status: 200,
    body: { ...(item as Item), name: 'Renamed', updated_at: INSTANT },
  });
  const before = await everythingOf(service.database, company.companyId);
  const other = { ...wholeProjectBody(company), id: null, risk: null };
  const refused = await api.send('PUT', '/api/projects/by-external/crm/2', { body: other });
  expect({ status: refused.status, body: refused.body }).toEqual({
    status: 400,
    body: invalidData(
      { field: 'id', message: SET_BY_SERVICE },
      { field: 'risk', message: expect.stringContaining('PATCH') as unknown },
    ),
  });
  expect(await everythingOf(service.database, company.companyId)).toEqual(before);
});
