import { type ApiResponse, type Api } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { type FeedEvent, nextOf, readFeed, whenStampsHavePassed } from './events';
import { atGate, installGates } from './gates';
import { openCreate } from './open-create';

const service = useService({ prepare: installGates });

interface Setup {
  readonly company: TestCompany;
  readonly api: Api;
  readonly projectId: number;
}

async function setup(): Promise<Setup> {
  const company = await createCompany(service.database);
  const api = service.api.as(company);
  const { body } = await api.post('/api/projects', projectBody(company));
  await whenStampsHavePassed();
  return { company, api, projectId: (body as { id: number }).id };
}

const LISTS = ['projects', 'clients', 'contacts', 'persons', 'project-metadata', 'timesheet-whitelists'];

interface Places {
  readonly feed: string;
  readonly until: ReadonlyMap<string, string>;
}

/** Reads all that can be read, and returns where each reader goes on. */
async function readAll(api: Api, from?: Places): Promise<Places & { events: FeedEvent[]; rows: string[] }> {
  const { events, next: feed } = await readFeed(api, from?.feed);
  const until = new Map<string, string>();
  const rows: string[] = [];
  for (const list of LISTS) {
    const since = from?.until.get(list) ?? '2020-01-01';
    const { body, headers } = await api.get(
      `/api/${list}?updated_at=gte:${since}${DELETABLE.has(list) ? '&deleted=include' : ''}`,
    );
    until.set(list, headers.get('x-sync-until')!);
    rows.push(...(body as { id: number }[]).map(({ id }) => `${list}/${id}`));
  }
  return { feed, until, events, rows };
}

const DELETABLE = new Set(['projects', 'clients']);

const NDJSON = { headers: { 'Content-Type': 'application/x-ndjson' } };

interface Write {
  readonly name: string;
  readonly send: (setup: Setup) => Promise<ApiResponse>;
  /** The types of the events that it stores. */
  readonly events: readonly string[];
  /** The lists that show what it wrote. */
  readonly lists: readonly string[];
}

const WRITES: readonly Write[] = [
  {
    name: 'a create',
    send: ({ api, company }) => api.post('/api/projects', projectBody(company)),
    events: ['project.created'],
    lists: ['projects'],
  },
  {
    name: 'a change',
    send: ({ api, projectId }) => api.send('PATCH', `/api/projects/${projectId}`, { body: { name: 'New' } }),
    events: ['project.updated'],
    lists: ['projects'],
  },
  {
    name: 'an archiving',
    send: ({ api, projectId }) => api.send('POST', `/api/projects/${projectId}:archive`),
    events: ['project.archived'],
    lists: ['projects'],
  },
  {
    name: 'a delete',
    send: ({ api, projectId }) => api.send('DELETE', `/api/projects/${projectId}`),
    events: ['project.deleted'],
    lists: ['projects'],
  },
  ...['each', 'atomic'].map((mode) => ({
    name: `an import, ${mode}`,
    send: ({ api, company }: Setup) =>
      api.post(`/api/projects:import?mode=${mode}`, `${JSON.stringify(projectBody(company))}\n`, NDJSON),
    events: ['project.created'],
    lists: ['projects'],
  })),
  {
    name: 'a create of a client',
    send: ({ api }) => api.post('/api/clients', { corporate_name: 'New', acronym: 'NEW' }),
    events: ['client.created'],
    lists: ['clients'],
  },
  {
    name: 'a change of a client and its external identifiers',
    send: ({ api, company }) =>
      api.send('PATCH', `/api/clients/${company.clientId}`, {
        body: { corporate_name: 'New', external_identifiers: [{ type: 'crm', external_id: '1' }] },
      }),
    // The columns and the identifiers are changed by a statement each.
    events: ['client.updated'],
    lists: ['clients'],
  },
  {
    name: 'a change of a contact',
    send: ({ api, company }) =>
      api.send('PATCH', `/api/contacts/${company.contactId}`, { body: { name: 'New' } }),
    events: ['contact.updated'],
    lists: ['contacts'],
  },
  {
    name: 'a delete of a contact',
    send: ({ api, company }) => api.send('DELETE', `/api/contacts/${company.contactId}`),
    events: ['contact.deleted'],
    lists: [],
  },
  {
    name: 'a change of project metadata',
    send: ({ api, company }) =>
      api.send('PATCH', `/api/project-metadata/${company.metadataId}`, { body: { key: 'New' } }),
    events: [],
    lists: ['project-metadata'],
  },
  {
    name: 'a new entry of a timesheet whitelist',
    send: ({ api, company, projectId }) =>
      api.post('/api/timesheet-whitelists', { project_id: projectId, person_id: company.personId }),
    events: [],
    lists: ['timesheet-whitelists'],
  },
  {
    name: 'a change of a person',
    send: ({ api, company }) =>
      api.send('PATCH', `/api/persons/${company.personId}`, { body: { name: 'New' } }),
    events: [],
    lists: ['persons'],
  },
];

describe('a write that has not announced itself yet', () => {
  it.each(WRITES)('is read behind what was read before it: $name', async ({ send, events, lists }) => {
    const given = await setup();
    const [written, before] = await atGate(
      service.database,
      'before the announcement',
      () => send(given),
      async () => {
        // Later than a stamp that was taken before the gate.
        await whenStampsHavePassed();
        return readAll(given.api);
      },
    );
    expect(written.status).toBeLessThan(300);
    await whenStampsHavePassed();
    const after = await readAll(given.api, before);
    expect(after.events.map(({ type }) => type)).toEqual(events);
    expect([...new Set(after.rows.map((row) => row.split('/')[0]))]).toEqual(lists);
  });
});

describe('a reader that has looked for open transactions', () => {
  it('does not read beyond a transaction that announced itself after the look', async () => {
    const { company, api } = await setup();
    const { next } = await readFeed(api);
    const [page, open] = await atGate(
      service.database,
      'after the look',
      () => api.get(next),
      async () => {
        const created = await openCreate(service.database, company);
        await whenStampsHavePassed();
        return created;
      },
    );
    await open.end('commit');
    await whenStampsHavePassed();
    const { events } = await readFeed(api, nextOf(page));
    expect([page.body, events.map(({ project_id: id }) => id)]).toEqual([[], [open.id]]);
  });

  it('reads what was committed after its request came and before the look', async () => {
    const { company, api } = await setup();
    const { next } = await readFeed(api);
    const open = await openCreate(service.database, company);
    const [page] = await atGate(
      service.database,
      'before the look',
      () => api.get(next),
      async () => {
        await whenStampsHavePassed();
        await open.end('commit');
      },
    );
    await whenStampsHavePassed();
    const later = await readFeed(api, nextOf(page));
    const ids = [...(page.body as FeedEvent[]), ...later.events].map(({ project_id: id }) => id);
    expect(ids).toEqual([open.id]);
  });
});
