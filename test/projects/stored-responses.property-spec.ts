import * as fc from 'fast-check';
import { StoredResponsesRepository } from '../../src/projects/stored-responses.repository';
import { type Api, withKey } from '../support/api';
import { useService } from '../support/app';
import { addMetadata, createCompany, type TestCompany } from '../support/builders/company';
import { projectBody, wholeProjectBody } from '../support/builders/project';
import { readFeed, whenStampsHavePassed } from '../events/events';
import { importFile, ndjson } from './bulk/bulk';
import { staleOf, storedResponses, wrongOf } from './stored-responses';

const service = useService();

const AT = '/api/projects';
const RUNS = 8;

interface State {
  readonly company: TestCompany;
  readonly api: Api;
  readonly second: string;
  /** What the projects were when they were created, as their first responses said it. */
  readonly created: Map<number, object>;
  keys: number;
}

interface Item {
  readonly id: number;
}

/** One write, of which some are refused. `n` says of which project, and with which values. */
type Write = readonly [kind: keyof typeof WRITES, n: number];

const TEXTS = ['plain', 'quo"ted', 'back\\slash', 'ctrl\u0001\n\t', 'Ünïcödé 🏗', 'line\u2028end', ''];
const at = <Value>(values: readonly Value[], n: number): Value => values[n % values.length]!;

const WRITES = {
  create: async (state, n) => {
    const of = n % 2 === 0 ? wholeProjectBody(state.company) : projectBody(state.company);
    await remember(state, {
      ...of,
      name: at(TEXTS, n),
      job_order: `jo_${state.keys++}`,
      value: at([0, 1.5, 0.00001, 9999999999.99999], n),
      [state.second]: at(['A', 'B', null], n),
    });
  },
  import: async ({ company }, n) => {
    await importFile(service, company, ndjson(projectBody(company, { name: `Imported ${n}` })));
  },
  plain: async (state, n) =>
    patch(state, n, {
      name: at(TEXTS, n + 1),
      value: n / 8,
      due_date: at(['2025-12-31', null], n),
      risk: at(['high', null], n),
      won_lost_feedback: at(TEXTS, n),
    }),
  checked: async (state, n) =>
    patch(state, n, { probability: n % 101, account_id: at([state.company.personId, null], n) }),
  metadata: async (state, n) =>
    patch(state, n, {
      [`metadata_${state.company.metadataId}`]: at(['IT', 'Finance', null], n),
      [state.second]: at(['A', 'B', null], n >> 1),
    }),
  keyed: async (state, n) =>
    state.api.send('PATCH', path(state, n), {
      ...withKey(`k${state.keys++}`),
      body: { name: `Keyed ${n}`, probability: n % 101, [state.second]: at(['A', null], n) },
    }),
  put: async (state, n) => {
    const { company, api } = state;
    const body = {
      ...at([wholeProjectBody, projectBody], n)(company),
      job_order: `put_${n}`,
      duration: 1 + (n % 9),
    };
    await api.send('PUT', `${AT}/by-external/crm/${n % 3}`, { body });
  },
  archive: async (state, n) => state.api.post(`${path(state, n)}:archive`),
  unarchive: async (state, n) => state.api.post(`${path(state, n)}:unarchive`),
  delete: async (state, n) => state.api.send('DELETE', path(state, n)),
  replaceValues: async ({ api, company }, n) =>
    api.send('PATCH', `/api/project-metadata/${company.metadataId}`, {
      body:
        n % 2 === 0
          ? { values: ['IT', 'Finance', 'New'], replacements: { Finance: 'New' } }
          : { values: ['IT', 'Finance'], replacements: { New: null } },
    }),
  renew: async ({ company }) => service.app.get(StoredResponsesRepository).renew(company.companyId),
  /** A release that does not know stored responses. */
  asBefore: async ({ company }, n) =>
    service.database.query(
      `with stamped as (
         update projects set duration = $2, updated_at = (updated_at at time zone 'UTC' + interval '1 millisecond') at time zone 'UTC'
          where company_id = $1 and id % 2 = $3 and duration <> $2 returning id, updated_at
       )
       insert into project_events (company_id, project_id, created_at, action, person_id, token_id, request_id, changes)
       select $1, id, stamped.updated_at, 'updated', 1, 1, 'before',
              json_build_array(json_build_object('field', 'duration', 'from', projects.duration, 'to', $2::integer))
         from stamped join projects using (id) where company_id = $1`,
      [company.companyId, 1 + (n % 50), n % 2],
    ),
} satisfies Record<string, (state: State, n: number) => Promise<unknown>>;

function path({ created }: State, n: number): string {
  return `${AT}/${at([...created.keys(), 0], n)}`;
}

async function patch(state: State, n: number, body: object): Promise<unknown> {
  return state.api.send('PATCH', path(state, n), { body });
}

async function remember({ api, created }: State, body: object): Promise<void> {
  const { status, body: item } = await api.post(AT, body);
  if (status === 201) created.set((item as Item).id, item as Item);
}

const NEVER_IN_HISTORY = ['id', 'created_at', 'updated_at', 'deleted_at'];

/** What the history says of a creation, from the response to it. */
function creationOf(item: object): object[] {
  return Object.entries(item)
    .filter(([field, value]) => value !== null && !NEVER_IN_HISTORY.includes(field))
    .map(([field, to]) => ({ field, from: null, to: to as unknown }));
}

describe('whatever is written, in whatever order', () => {
  it('each stored response is the one that would be made now, and each history begins with the creation', async () => {
    let changed = 0;
    const write = fc.tuple(
      fc.constantFrom(...(Object.keys(WRITES) as (keyof typeof WRITES)[])),
      fc.nat(1_000),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { minLength: 20, maxLength: 30 }),
        async (writes: readonly Write[]) => {
          const company = await createCompany(service.database);
          const second = await addMetadata(service.database, company, {
            key: 'Second',
            is_required: false,
            values: ['A', 'B'],
          });
          const state: State = { company, api: service.api.as(company), second, created: new Map(), keys: 0 };
          await WRITES.create(state, 0);
          for (const [kind, n] of [...writes]) {
            await WRITES[kind](state, n);
            expect(wrongOf(await storedResponses(service.database, company.companyId))).toEqual([]);
          }
          while (await service.app.get(StoredResponsesRepository).renew(company.companyId));
          const responses = await storedResponses(service.database, company.companyId);
          expect({ stale: staleOf(responses), wrong: wrongOf(responses) }).toEqual({ stale: [], wrong: [] });

          await whenStampsHavePassed();
          const { events } = await readFeed(state.api);
          for (const [id, item] of state.created) {
            const { body } = await state.api.get(`${AT}/${id}/history`);
            const [first, ...others] = body as { changes: object[] }[];
            expect(first!.changes).toEqual(creationOf(item));
            const ofProject = events.filter(({ project_id }) => project_id === id);
            expect(ofProject[0]!.changes).toEqual(first!.changes);
            changed += others.length;
          }
        },
      ),
      { numRuns: RUNS },
    );
    expect(changed).toBeGreaterThan(RUNS);
  }, 120_000);
});
