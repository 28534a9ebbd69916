import { randomUUID } from 'node:crypto';
import { type Api, type ApiResponse } from '../support/api';
import { useService } from '../support/app';
import { useHolder } from '../support/holder';
import { countWaiting } from '../support/queries';
import { until } from '../support/until';
import { type Project, setupMetadata } from './metadata';

const service = useService();
const holder = useHolder(service);

/** Waits until so many statements of the service wait for a row. */
const whileWaiting = (count: number): Promise<void> =>
  until(async () => (await countWaiting(service.database, 'row')) === count);

/** What the project says of itself, and what its history and the database say of the metadata. */
async function stateOf(api: Api, { id }: Project, field: string): Promise<object> {
  const { body } = await api.get(`/api/projects/${id}`);
  const history = (await api.get(`/api/projects/${id}/history?offset=1`)).body as { changes: object[] }[];
  const stored = await service.database.query<{ value: string }>(
    'select value from project_metadata_values where project_id = $1',
    [id],
  );
  return {
    shown: (body as Record<string, unknown>)[field],
    stored: stored.map(({ value }) => value),
    history: history.map(({ changes }) => changes),
  };
}

const isDone = ({ status }: ApiResponse): boolean => status === 200;

describe('replacing a value', () => {
  it('says nothing of a project that another request is just giving another value', async () => {
    const { company, api, field, projects, patch } = await setupMetadata(service, ['IT']);
    const [project] = projects as [Project];
    const key = randomUUID();
    await holder.query(`begin;
      insert into idempotency_keys (company_id, person_id, key, request_hash, status, body)
      values (${company.companyId}, ${company.personId}, '${key}', '', 200, '')`);
    // The change of the project is done, and waits to store its key.
    const changed = api.send('PATCH', `/api/projects/${project.id}`, {
      headers: { 'Idempotency-Key': key },
      body: { [field]: 'Finance' },
    });
    await whileWaiting(1);
    const replaced = patch({ values: ['Finance'], replacements: { IT: 'Finance' } });
    await whileWaiting(2);
    await holder.query('rollback');
    expect([await changed, await replaced].map(isDone)).toEqual([true, true]);
    expect(await stateOf(api, project, field)).toEqual({
      shown: 'Finance',
      stored: ['Finance'],
      history: [[{ field, from: 'IT', to: 'Finance' }]],
    });
    expect((await api.get(`/api/projects/${project.id}`)).body).toEqual((await changed).body);
  });
});

describe.each([
  ['replacing a value', 'PATCH', '', { values: ['Finance', 'HR'], replacements: { IT: 'HR' } }, 'HR'],
  ['deleting the metadata', 'DELETE', '?discard_values=true', undefined, null],
] as const)('%s', (_, method, query, body, to) => {
  it('says it of a project, too, that gets the value meanwhile', async () => {
    const { company, api, path, field, projects } = await setupMetadata(service, ['IT', 'Finance']);
    const [held, other] = projects as [Project, Project];
    const give = async (value: string | null): Promise<ApiResponse> =>
      api.send('PATCH', `/api/projects/${other.id}`, { body: { [field]: value } });
    await give(null);
    await holder.query(`begin;
      select from projects where company_id = ${company.companyId} and id = ${held.id} for update`);
    const written = api.send(method, `${path}${query}`, { body });
    await whileWaiting(1);
    const changed = await give('IT');
    await holder.query('rollback');
    expect([changed, await written].map(isDone)).toEqual([true, true]);
    const stored = to === null ? [] : [to];
    const shown = to ?? undefined;
    expect([await stateOf(api, held, field), await stateOf(api, other, field)]).toEqual([
      { shown, stored, history: [[{ field, from: 'IT', to }]] },
      {
        shown,
        stored,
        history: [
          [{ field, from: 'Finance', to: null }],
          [{ field, from: null, to: 'IT' }],
          [{ field, from: 'IT', to }],
        ],
      },
    ]);
  });
});
