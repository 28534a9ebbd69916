import { Api } from '../support/api';
import { WEBHOOK_KEY } from '../support/app';
import { createCompany } from '../support/builders/company';
import { createDatabase, type TestDatabase } from '../support/database';
import { eventsOf } from '../support/queries';
import { ServiceProcess } from '../support/service-process';
import { until } from '../support/until';
import { Receiver } from './receiver';
import { createEndpoint, createProject, deliveriesOf, rename, untilStatus } from './webhooks';

let database: TestDatabase;
let receiver: Receiver;
const processes: ServiceProcess[] = [];

beforeAll(async () => {
  [database, receiver] = [await createDatabase(), await Receiver.start()];
});

afterEach(async () => {
  await Promise.all(processes.splice(0).map((one) => one.end('SIGKILL')));
});

afterAll(async () => {
  await receiver.stop();
  await database.drop();
});

async function startProcess(): Promise<{ process: ServiceProcess; api: Api }> {
  const process = new ServiceProcess({
    DATABASE_URL: database.url,
    RATE_LIMIT_PER_HOUR: '0',
    WEBHOOK_KEY,
    WEBHOOK_ALLOW_PRIVATE: 'true',
  });
  processes.push(process);
  return { process, api: new Api(await process.listening()) };
}

const PROJECTS = 12;

describe('several processes of the service', () => {
  it('share the deliveries, and lose none when one is killed in the middle', async () => {
    const [one, other] = [await startProcess(), await startProcess()];
    const company = await createCompany(database);
    const [first, second] = [one, other].map(({ api }) => api.as(company));
    const endpoint = await createEndpoint(first!, receiver.url);

    // So slow that both processes look while one of them sends.
    receiver.respond = (_, response) => setTimeout(() => response.writeHead(204).end(), 1_500);
    const ids = await Promise.all(
      Array.from({ length: PROJECTS }, (_, at) => createProject([first!, second!][at % 2]!, company)),
    );
    await untilStatus(database, endpoint, 'delivered', PROJECTS);
    // Both look every second: one of them has sent each, and the other none of it.
    expect([...receiver.ids].sort()).toEqual([...new Set(receiver.ids)].sort());

    // Requests that hang when their process is killed.
    let isHanging = true;
    receiver.respond = (_, response) => (isHanging ? undefined : response.writeHead(204).end());
    for (const id of ids) await rename(first!, id, 'Changed');
    await until(() => Promise.resolve(receiver.received.length > PROJECTS));
    // Whichever of them sends, it is gone.
    await Promise.all([one.process.end('SIGKILL'), other.process.end('SIGKILL')]);
    isHanging = false;
    await startProcess();
    await untilStatus(database, endpoint, 'delivered', 2 * PROJECTS);
    const events = (await eventsOf(database, company.companyId)) as { id: number }[];
    expect(new Set(receiver.ids)).toEqual(new Set(events.map(({ id }) => String(id))));
    expect((await deliveriesOf(database, endpoint)).map(({ status }) => status)).toEqual(
      Array.from({ length: 2 * PROJECTS }, () => 'delivered'),
    );
  }, 120_000);

  it('send no event twice when one is stopped', async () => {
    const [one, other] = [await startProcess(), await startProcess()];
    const company = await createCompany(database);
    const api = one.api.as(company);
    const endpoint = await createEndpoint(api, receiver.url);
    receiver.received.length = 0;

    // More than could be sent while a process stops.
    const EVENTS = 60;
    let isSlow = true;
    receiver.respond = (_, response) => setTimeout(() => response.writeHead(204).end(), isSlow ? 700 : 0);
    await Promise.all(Array.from({ length: EVENTS }, () => createProject(api, company)));
    await until(() => Promise.resolve(receiver.received.length > 0));
    // Whichever of them sends, it stops, and a new one goes on.
    expect(await Promise.all([one.process.end(), other.process.end()])).toEqual([0, 0]);
    isSlow = false;
    expect(receiver.received.length).toBeLessThan(EVENTS);
    await startProcess();
    await untilStatus(database, endpoint, 'delivered', EVENTS);
    expect([...receiver.ids].sort()).toEqual([...new Set(receiver.ids)].sort());
    expect(receiver.ids).toHaveLength(EVENTS);
  }, 120_000);
});
