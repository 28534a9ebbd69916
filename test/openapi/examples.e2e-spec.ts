import { startApp, useService } from '../support/app';
import { createDemo } from '../support/demo';
import { welcome } from '../../src/demo/welcome';
import { callsOf, documentedOperations, operationsOfPage, pathOf } from './operations';
import { type Api } from '../support/api';

/** Of the writes, those that take something away come last. */
const ORDER = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE'];

const service = useService();
let api: Api;

beforeAll(async () => {
  api = service.api.as(await createDemo(service.database));
});

/** What examples take away, put back: each of them finds the demo company as it is at first. */
async function restore(): Promise<void> {
  await service.database.query(`
    update clients set deleted_at = null where id = 1;
    update client_contacts set deleted_at = null where id = 1;
    update projects set deleted_at = null, is_archived = false, archived_on = null where id = 1;
  `);
}

describe('the examples of the OpenAPI document', () => {
  const operations = documentedOperations().sort(
    (one, other) => ORDER.indexOf(one.method) - ORDER.indexOf(other.method),
  );

  it('cover every operation', () => {
    expect(operations.length).toBeGreaterThan(40);
    const withoutExample = operations.filter(
      ({ method, path, exampleId, exampleBody, exampleTexts }) =>
        (path.includes('{id}') && exampleId === undefined) ||
        (['POST', 'PUT', 'PATCH'].includes(method) &&
          !path.includes('id}:') &&
          exampleBody === undefined &&
          exampleTexts.length === 0),
    );
    expect(withoutExample).toEqual([]);
  });

  it.each(operations.map((operation) => [operation.operationId, operation] as const))(
    'work in the demo company as they stand: %s',
    async (_, operation) => {
      await restore();
      for (const call of callsOf(operation)) {
        const path = pathOf(operation, operation.exampleId);
        const { status, body } = await api.send(operation.method, path, call);
        expect({ isDone: operation.successStatuses.includes(status), body }).toEqual({
          isDone: true,
          body: expect.anything() as unknown,
        });
        // An import reports of each line whether it is done.
        if (operation.operationId === 'importProjects') expect(body).toMatchObject([{ status: 'created' }]);
      }
    },
  );
});

describe('the examples of the page, one after the other as they stand', () => {
  it('are done, and leave the command that the start prints creating a project', async () => {
    const fresh = await startApp();
    try {
      const demo = await createDemo(fresh.database);
      const caller = fresh.api.as(demo);
      const operations = operationsOfPage();
      expect(operations).toHaveLength(documentedOperations().length);
      for (const operation of operations) {
        const [call] = callsOf(operation);
        const { status, body } = await caller.send(
          operation.method,
          pathOf(operation, operation.exampleId),
          call,
        );
        expect({
          operation: operation.operationId,
          isDone: operation.successStatuses.includes(status),
          body,
        }).toEqual({
          operation: operation.operationId,
          isDone: true,
          body: expect.anything() as unknown,
        });
      }
      const command = welcome({
        url: fresh.url,
        demo: { company: demo.company, tokenExpression: '$DEMO_TOKEN', shownToken: '' },
      });
      const created = await caller.post('/api/projects', JSON.parse(/ -d '(.*)'$/m.exec(command)![1]!));
      expect(created).toMatchObject({ status: 201, body: { name: 'First project', metadata_13: 'IT' } });
      const id = (created.body as { id: number }).id;
      expect((await caller.get(`/api/projects/${id}`)).body).toEqual(created.body);
    } finally {
      await fresh.stop();
    }
  });
});
