import { useService } from '../support/app';
import { whileFailing } from '../support/failing';
import { everythingOf } from '../support/queries';
import { sentStatements } from '../support/sent-statements';
import { setupMetadata } from './metadata';

const service = useService();

interface Event {
  readonly action: string;
  readonly request_id: string;
  readonly person_id: number;
  readonly changes: readonly object[];
}

describe('the history of projects whose metadata values change', () => {
  it('records a value that is replaced, of one that is taken away, and of nothing else', async () => {
    const { company, api, path, field, projects } = await setupMetadata(service, ['IT', 'Finance', 'IT']);
    await api.send('PATCH', path, {
      headers: { 'X-Request-Id': 'replace' },
      body: { values: ['Technology', 'Finance'], replacements: { IT: 'Technology' } },
    });
    await api.send('PATCH', path, {
      headers: { 'X-Request-Id': 'take' },
      body: { values: ['Technology'], replacements: { Finance: null } },
    });
    const recorded = await Promise.all(
      projects.map(async ({ id }) => (await api.get(`/api/projects/${id}/history?offset=1`)).body as Event[]),
    );
    const event = (request_id: string, from: string, to: string | null): object => ({
      action: 'updated',
      person_id: company.personId,
      request_id,
      changes: [{ field, from, to }],
    });
    expect(recorded).toMatchObject([
      [event('replace', 'IT', 'Technology')],
      [event('take', 'Finance', null)],
      [event('replace', 'IT', 'Technology')],
    ]);
  });

  it('records 1,000 values that are replaced or taken away at once, in a few statements', async () => {
    const { api, path, field, projects } = await setupMetadata(service, ['IT', 'Finance']);
    const many = Array.from({ length: 998 }, (_, number) => `V${number}`);
    await api.send('PATCH', path, { body: { values: ['IT', 'Finance', ...many] } });
    const replacements = {
      ...Object.fromEntries(many.map((value) => [value, 'New'])),
      IT: 'New',
      Finance: null,
    };
    const sent = await sentStatements(async () => {
      const { status } = await api.send('PATCH', path, { body: { values: ['New'], replacements } });
      expect(status).toBe(200);
    });
    expect(sent.length).toBeLessThan(20);
    const read = await Promise.all(
      projects.map(async ({ id }) => [
        ((await api.get(`/api/projects/${id}`)).body as Record<string, unknown>)[field],
        ((await api.get(`/api/projects/${id}/history?offset=1`)).body as Event[]).map(
          ({ changes }) => changes,
        ),
      ]),
    );
    expect(read).toEqual([
      ['New', [[{ field, from: 'IT', to: 'New' }]]],
      [undefined, [[{ field, from: 'Finance', to: null }]]],
    ]);
  });

  it('records a metadata that is deleted with its values, in deleted projects, too', async () => {
    const { api, path, field, projects } = await setupMetadata(service, ['IT', 'Finance']);
    await api.send('DELETE', `/api/projects/${projects[1]!.id}`);
    await api.send('DELETE', `${path}?discard_values=true`);
    for (const [{ id }, offset, from] of [
      [projects[0]!, 1, 'IT'],
      [projects[1]!, 2, 'Finance'],
    ] as const) {
      const { body } = await api.get(`/api/projects/${id}/history?offset=${offset}`);
      expect(body).toMatchObject([{ action: 'updated', changes: [{ field, from, to: null }] }]);
    }
  });

  it.each([
    ['PATCH', '', { values: ['Finance'], replacements: { IT: 'Finance' } }],
    ['DELETE', '?discard_values=true', undefined],
  ])('keeps the metadata as they are if it can not be written: %s', async (method, query, body) => {
    const { company, api, path } = await setupMetadata(service, ['IT']);
    const before = await everythingOf(service.database, company.companyId);
    const failed = await whileFailing(service.database, 'project_events', async () =>
      api.send(method, path + query, { body }),
    );
    expect(failed.status).toBe(500);
    expect(await everythingOf(service.database, company.companyId)).toEqual(before);
  });
});
