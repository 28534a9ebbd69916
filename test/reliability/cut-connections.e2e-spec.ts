import { type ApiResponse, type Api, Api as ApiClient, withKey } from '../support/api';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { wholeProjectBody } from '../support/builders/project';
import { cutAfter, cutBefore, cutDuring, cutInside, type Fault, FaultyProxy } from '../support/faulty-proxy';
import { projectsOf } from '../support/queries';
import { expectedJournal, type Journal, storedJournal } from './journal';
import { scaled, report } from './scale';

const service = useService();
let proxy: FaultyProxy;
let company: TestCompany;
let api: Api;

beforeAll(async () => {
  proxy = new FaultyProxy(service.url);
  await proxy.start();
});

beforeEach(async () => {
  company = await createCompany(service.database);
  api = new ApiClient(proxy.url).as(company);
});

afterAll(async () => {
  await proxy.stop();
});

/** Sends it until there is a response, and no other request with the key is running any more. */
async function sendUntilOk(send: () => Promise<ApiResponse>): Promise<ApiResponse> {
  for (;;) {
    const response = await send().catch((error: unknown) => {
      // What fetch throws for a broken connection, and for nothing else here.
      if ((error as Error).name !== 'TypeError') throw error;
      return undefined;
    });
    if (response !== undefined && response.status !== 409) return response;
  }
}

const CUTS = scaled(7, 125);

const FAULTS: [string, Fault, string | null][] = [
  ['before it is processed', cutBefore, null],
  ['after it was processed', cutAfter, 'true'],
  ['in the middle of the response', cutInside, 'true'],
];

describe('a create whose connection is cut', () => {
  it.each(FAULTS)('happens once, and its retry gets 201: %s', async (name, fault, replayed) => {
    const journal: Journal = new Map();
    for (let number = 0; number < CUTS; number++) {
      const key = `key-${number}`;
      journal.set(key, undefined);
      proxy.meet(fault);
      const body = { ...wholeProjectBody(company), name: key };
      const response = await sendUntilOk(async () => api.post('/api/projects', body, withKey(key)));
      expect({
        status: response.status,
        replayed: response.headers.get('idempotency-replayed'),
        attempts: proxy.attempts.length,
      }).toEqual({ status: 201, replayed, attempts: 2 });
      journal.set(key, (response.body as { id: number }).id);
      const again = await api.post('/api/projects', body, withKey(key));
      expect(again.text).toBe(response.text);
    }
    expect(await storedJournal(service.database, company.companyId)).toEqual(expectedJournal(journal));
    report(`${CUTS} creates whose connection is cut ${name}`, 'each is one project, and its retry one 201');
  });

  it('happens once, whenever it is cut, and however often', async () => {
    const journal: Journal = new Map();
    for (let number = 0; number < CUTS; number++) {
      const key = `key-${number}`;
      proxy.meet(cutDuring, cutDuring);
      const body = { ...wholeProjectBody(company), name: key };
      const response = await sendUntilOk(async () => api.post('/api/projects', body, withKey(key)));
      expect(response.status).toBe(201);
      journal.set(key, (response.body as { id: number }).id);
    }
    expect(await storedJournal(service.database, company.companyId)).toEqual(expectedJournal(journal));
    report(`${CUTS} creates whose connection is cut twice at any moment`, 'each is one project');
  });
});

describe('a change whose connection is cut', () => {
  it('happens once, though it names the state before it', async () => {
    const created = await api.post('/api/projects', wholeProjectBody(company));
    const path = created.headers.get('location')!;
    proxy.meet(cutAfter);
    const response = await sendUntilOk(async () =>
      api.send('PATCH', path, {
        headers: { 'Idempotency-Key': 'change', 'If-Match': created.headers.get('etag')! },
        body: { name: 'Renamed' },
      }),
    );
    expect({ status: response.status, replayed: response.headers.get('idempotency-replayed') }).toEqual({
      status: 200,
      replayed: 'true',
    });
    expect((await api.get(path)).text).toBe(response.text);
    expect(await projectsOf(service.database, company.companyId)).toMatchObject([{ name: 'Renamed' }]);
  });
});
