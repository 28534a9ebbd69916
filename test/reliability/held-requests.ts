import { type ApiResponse, Api, withKey } from '../support/api';
import { type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';

/** A company of its own for each kind of request. */
export interface Target {
  readonly company: TestCompany;
  readonly api: Api;
  /** A project. */
  readonly id: number;
  /** Of the service. */
  readonly url: string;
}

export interface Kind {
  readonly name: string;
  /** What is locked. */
  readonly table: string;
  readonly send: (target: Target, number: number) => Promise<ApiResponse>;
}

export const AT = '/api/projects';
const rename = (n: number): object => ({ body: { name: `Renamed ${n}` } });

/** Requests that a locked table holds up. */
export const KINDS: readonly Kind[] = [
  {
    name: 'creates',
    table: 'projects',
    send: async ({ api, company }) => api.post(AT, projectBody(company)),
  },
  {
    name: 'creates with keys',
    table: 'projects',
    send: async ({ api, company }, n) => api.post(AT, projectBody(company), withKey(`${n}`)),
  },
  {
    name: 'creates whose keys are locked',
    table: 'idempotency_keys',
    send: async ({ api, company }, n) => api.post(AT, projectBody(company), withKey(`${n}`)),
  },
  {
    name: 'dry runs',
    table: 'projects',
    send: async ({ api, company }) => api.post(`${AT}?dry_run=true`, projectBody(company)),
  },
  {
    name: 'PUTs',
    table: 'projects',
    send: async ({ api, company }, n) =>
      api.send('PUT', `${AT}/by-external/crm/${n}`, { body: projectBody(company) }),
  },
  {
    name: 'PATCHes',
    table: 'projects',
    send: async ({ api, id }, n) => api.send('PATCH', `${AT}/${id}`, rename(n)),
  },
  {
    name: 'PATCHes with keys',
    table: 'projects',
    send: async ({ api, id }, n) => api.send('PATCH', `${AT}/${id}`, { ...withKey(`${n}`), ...rename(n) }),
  },
  {
    name: 'PATCHes whose history is locked',
    table: 'project_events',
    send: async ({ api, id }, n) => api.send('PATCH', `${AT}/${id}`, rename(n)),
  },
  {
    name: 'archivings',
    table: 'projects',
    send: async ({ api, id }) => api.post(`${AT}/${id}:archive`),
  },
  { name: 'deletes', table: 'projects', send: async ({ api, id }) => api.send('DELETE', `${AT}/${id}`) },
  { name: 'reads', table: 'projects', send: async ({ api, id }) => api.get(`${AT}/${id}`) },
  { name: 'lists', table: 'projects', send: async ({ api }) => api.get(AT) },
  {
    name: 'lists at deep offsets',
    table: 'projects',
    send: async ({ api }) => api.get(`${AT}?offset=10000`),
  },
  {
    name: 'creates of clients',
    table: 'clients',
    send: async ({ api }) => api.post('/api/clients', { corporate_name: 'New', acronym: 'NEW' }),
  },
  {
    name: 'PATCHes of clients',
    table: 'clients',
    send: async ({ api, company }) =>
      api.send('PATCH', `/api/clients/${company.clientId}`, { body: { notes: 'new' } }),
  },
  {
    name: 'PATCHes of metadata',
    table: 'project_metadata',
    send: async ({ api, company }) =>
      api.send('PATCH', `/api/project-metadata/${company.metadataId}`, { body: { key: 'New' } }),
  },
];

/** Those whose token was not looked up lately. */
export const UNKNOWN: Kind = {
  name: 'requests of new callers',
  table: 'tokens',
  send: async ({ company, url }) => {
    const other = { ...company, company: `${company.company}-x` };
    return new Api(url).as(other).get('/api/persons/me');
  },
};

/** Those that change a row that is locked. */
export const ROW_KINDS: readonly Kind[] = [
  ...KINDS.filter(({ name }) => name === 'PATCHes with keys' || name === 'PATCHes of clients'),
  {
    name: 'PATCHes of clients with If-Match',
    table: 'clients',
    send: async ({ api, company }, n) =>
      api.send('PATCH', `/api/clients/${company.clientId}`, {
        headers: { 'If-Match': '*' },
        body: { notes: `${n}` },
      }),
  },
  ...KINDS.filter(({ name }) => name === 'PATCHes of metadata'),
];
