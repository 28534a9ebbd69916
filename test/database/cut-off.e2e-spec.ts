import { type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { type Pool } from 'pg';
import { DataSource } from 'typeorm';
import { Database } from '../../src/database/database';
import { ENDS_PER_TURN } from '../../src/database/loop-turns';
import { type ApiResponse, type Api } from '../support/api';
import { startApp, useService } from '../support/app';
import { useHolder } from '../support/holder';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { countRows, countWaiting } from '../support/queries';
import { until } from '../support/until';

const service = useService();
let company: TestCompany;
let api: Api;
const holder = useHolder(service);

beforeEach(async () => {
  company = await createCompany(service.database);
  api = service.api.as(company);
  // With an open connection: a request that has waited for one sends its statements in a transaction.
  await api.get(AT);
});

const AT = '/api/projects';
const UNKNOWN =
  'The connection to the database was lost while this was written. It may be stored or not: send it again with the ' +
  'same Idempotency-Key if it has one, and look before you send it again if it has none.';
const UNREACHABLE = 'The database can not be reached right now. Try again in a moment.';
const unavailable = (message: string): object => ({
  status: 503,
  body: { key: 'service_unavailable', message },
});

async function isWaiting(): Promise<boolean> {
  return (await countWaiting(service.database, 'table')) > 0;
}

interface Connected {
  readonly connection: { readonly stream: Socket };
}

/** What the pool does not show. */
interface LookedInto {
  readonly _clients: readonly Connected[];
  readonly _idle: readonly { readonly client: Connected }[];
}

/** Does so to the connection on which the request waits for a lock, and then lets it have that. */
async function disturbed(
  lock: string,
  send: () => Promise<ApiResponse>,
  disturb: (socket: Socket) => void,
): Promise<object> {
  await holder.query(`begin; ${lock}`);
  const sending = send();
  await until(isWaiting);
  const { master } = service.app.get(DataSource).driver as unknown as { master: LookedInto };
  const idle = new Set(master._idle.map(({ client }) => client));
  for (const client of master._clients) if (!idle.has(client)) disturb(client.connection.stream);
  await holder.query('rollback');
  const { status, body } = await sending;
  await until(async () => !(await isWaiting()));
  return { status, body };
}

const cut = (socket: Socket): void => {
  socket.destroy();
};
/** As when the host of the database is gone: what it sends never arrives. */
const silence = (socket: Socket): void => {
  socket.removeAllListeners('data').resume();
};
const count = async (): Promise<number> => countRows(service.database, 'projects', company.companyId);

describe('a connection to the database that is lost', () => {
  const lock = 'lock table projects in share mode';

  it.each<[string, (socket: Socket) => void]>([
    ['that is cut', cut],
    ['that says nothing for six seconds', silence],
  ])('makes the outcome of a create unknown, and the response says so: %s', async (_, disturb) => {
    const response = await disturbed(lock, async () => api.post(AT, projectBody(company)), disturb);
    expect(response).toEqual(unavailable(UNKNOWN));
    // PostgreSQL did not notice.
    await until(async () => (await count()) === 1);
    expect((await api.post(AT, projectBody(company))).status).toBe(201);
  });

  it('makes the outcome of a change unknown, too: it is one statement', async () => {
    const { id } = (await api.post(AT, projectBody(company))).body as { id: number };
    const send = async (): Promise<ApiResponse> =>
      api.send('PATCH', `${AT}/${id}`, { body: { name: 'New' } });
    expect(await disturbed(lock, send, cut)).toEqual(unavailable(UNKNOWN));
    await until(async () => ((await api.get(`${AT}/${id}`)).body as { name: string }).name === 'New');
  });

  it('is no more than that for a read', async () => {
    const send = async (): Promise<ApiResponse> => api.get(AT);
    expect(await disturbed('lock table projects', send, cut)).toEqual(unavailable(UNREACHABLE));
    expect((await api.get(AT)).body).toEqual([]);
  });
});

describe('a server that refuses connections', () => {
  it('fails what waits for them in turns of the event loop, a few in each', async () => {
    const { master } = service.app.get(DataSource).driver as unknown as { master: Pool };
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const refuse = async (): Promise<never> => Promise.reject(refused);
    const connect = jest.spyOn(master, 'connect').mockImplementation(refuse as never);
    const ends: number[] = [];
    let turn = 0;
    const reads = Array.from({ length: 5 * ENDS_PER_TURN }, async () =>
      service.app
        .get(Database)
        .for({})
        .queryText('select 1', [])
        .catch((error: unknown) => error)
        .finally(() => ends.push(turn)),
    );
    while (ends.length < reads.length) {
      await setImmediate();
      turn++;
    }
    connect.mockRestore();
    expect(new Set(await Promise.all(reads))).toEqual(new Set([refused]));
    const ofTurn = ends.map((one) => ends.filter((other) => other === one).length);
    // The turns that are counted here may begin in the middle of those.
    expect(Math.max(...ofTurn)).toBeLessThanOrEqual(2 * ENDS_PER_TURN);
  });
});

describe('a statement that the server does not limit', () => {
  // As behind a pooler that has lost the limits of the session.
  it('is cancelled when nothing has responded to it for six seconds', async () => {
    const other = await startApp({ database: service.database, databasePoolSize: 1 });
    await other.app.get(DataSource).query('set lock_timeout = 0; set statement_timeout = 0');
    await holder.query('begin; lock table projects');
    const [response] = await Promise.all([other.api.as(company).get(AT), until(isWaiting)]);
    expect({ status: response.status, body: response.body }).toEqual(unavailable(UNREACHABLE));
    // The lock is still held.
    await until(async () => !(await isWaiting()));
    await holder.query('rollback');
    expect((await other.api.as(company).get(AT)).body).toEqual([]);
    await other.stop();
  });
});
