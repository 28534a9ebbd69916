import { type ApiResponse, type Api, type Call, withKey } from '../support/api';
import { useService } from '../support/app';
import { insert } from '../support/builders/company';
import { createDemo } from '../support/demo';
import { everythingOf } from '../support/queries';
import { replayed, whole } from '../idempotency/keys';
import { type Operation, operationsOfPage, pathOf } from './operations';

const service = useService();
let api: Api;

beforeAll(async () => {
  api = service.api.as(await createDemo(service.database));
});

// An import keeps a key for each of its lines, and so has tests of its own.
const writes = operationsOfPage().filter(
  ({ method, exampleTexts }) => method !== 'GET' && exampleTexts.length === 0,
);

describe('the writes of the OpenAPI document', () => {
  it('are some', () => {
    expect(writes.length).toBeGreaterThan(15);
  });

  it.each(writes.map((operation) => [operation.operationId, operation] as const))(
    'look at conditions, happen once under one Idempotency-Key, and have the tag of the item: %s',
    async (_, operation) => {
      // What the example takes away or needs is there, whatever the others did.
      await api.post('/api/projects', exampleOf('createProject'));
      await service.database.query(`
        update clients set deleted_at = null where id = 1;
        update client_contacts set deleted_at = null where id = 1;
        update projects set deleted_at = null, is_archived = false, archived_on = null where id = 1;
        delete from timesheet_whitelists;
        insert into clients (company_id, id, corporate_name, acronym) values (1, 3, 'Globex', 'GLX')
          on conflict do nothing;
        insert into client_contacts (company_id, id, client_id, email, name, surname)
          values (1, 3, 1, 'carla@acme.example', 'Carla', 'Neri') on conflict do nothing;
      `);
      if (operation.operationId === 'deleteTimesheetWhitelist') {
        const entry = { company_id: 1, id: operation.exampleId, project_id: 1, person_id: 2 };
        await insert(service.database, 'timesheet_whitelists', entry);
      }
      const path = pathOf(operation, operation.exampleId);
      const send = async (call: Call = withKey(`once-${operation.operationId}`)): Promise<ApiResponse> =>
        api.send(operation.method, path, { ...call, body: operation.exampleBody });
      const unchanged = await everythingOf(service.database, 1);
      for (const headers of unmetConditionsOf(operation)) {
        const { status, body } = await send({ headers });
        const key = 'precondition_failure';
        expect({ status, body }).toEqual({ status: 412, body: expect.objectContaining({ key }) as unknown });
      }
      expect(await everythingOf(service.database, 1)).toEqual(unchanged);
      const first = await send();
      expect({
        isDone: operation.successStatuses.includes(first.status),
        replayed: replayed(first),
        body: first.body,
      }).toEqual({ isDone: true, replayed: null, body: expect.anything() as unknown });
      const before = await everythingOf(service.database, 1);
      const again = await send();
      expect({ ...whole(again), replayed: replayed(again) }).toEqual({ ...whole(first), replayed: 'true' });
      expect(await everythingOf(service.database, 1)).toEqual(before);
      // So that the next write can name the item by the response of this one.
      const tag = first.headers.get('etag');
      if (tag !== null && respondsWithItem(operation)) {
        const [resource] = /^\/api\/[a-z-]+/.exec(path)!;
        const plural = resource.replace(/(client|contact)$/, '$1s');
        const { id } = first.body as { id: number };
        expect((await api.get(`${plural}/${id}`)).headers.get('etag')).toBe(tag);
      }
    },
  );
});

/** Headers that the item of the example does not meet. What a PUT is to create is not there yet. */
function unmetConditionsOf({ parameters, successStatuses }: Operation): Record<string, string>[] {
  if (!parameters.includes('If-Match')) return [];
  return [{ 'If-Match': '"other"' }, ...(successStatuses.includes(201) ? [] : [{ 'If-None-Match': '*' }])];
}

/** Not with what it creates beside the item. */
const respondsWithItem = ({ path, parameters }: Operation): boolean =>
  !path.includes('{') || parameters.includes('If-Match');

function exampleOf(operationId: string): unknown {
  return writes.find((operation) => operation.operationId === operationId)?.exampleBody;
}
