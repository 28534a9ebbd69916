import { Api, withKey } from '../support/api';
import { createCompany } from '../support/builders/company';
import { wholeProjectBody } from '../support/builders/project';
import { createDatabase, type TestDatabase } from '../support/database';
import { ServiceProcess } from '../support/service-process';
import { until } from '../support/until';
import { expectedJournal, type Journal, storedJournal } from './journal';
import { scaled, report } from './scale';

let database: TestDatabase;
let service: ServiceProcess | undefined;

beforeAll(async () => {
  database = await createDatabase();
});

afterAll(async () => {
  await service?.end();
  await database.drop();
});

const CLIENTS = 16;
const ROUNDS = scaled(3, 50);
const ACKNOWLEDGED_IN_A_ROUND = scaled(60, 400);

describe('the service that is killed under load', () => {
  it(
    'has every project that it acknowledged, once and whole, and every retry finds it',
    async () => {
      const company = await createCompany(database);
      const journal: Journal = new Map();
      const acknowledged = (): number => [...journal.values()].filter((id) => id !== undefined).length;
      const statuses = new Set<number>();

      /** Where the service listens, as soon as it does. */
      let url = start();
      function start(): Promise<string> {
        service = new ServiceProcess({ DATABASE_URL: database.url, RATE_LIMIT_PER_HOUR: '0' });
        return service.listening();
      }

      let isOver = false;
      /** Creates one project after the other; what is not answered is sent again with its key. */
      async function client(name: number): Promise<void> {
        for (let number = 0; !isOver; number++) {
          const key = `key-${name}-${number}`;
          journal.set(key, undefined);
          while (journal.get(key) === undefined) {
            const api = new Api(await url).as(company);
            const body = { ...wholeProjectBody(company), name: key };
            const response = await api.post('/api/projects', body, withKey(key)).catch(() => undefined);
            if (response === undefined) continue;
            statuses.add(response.status);
            if (response.status === 201) journal.set(key, (response.body as { id: number }).id);
          }
        }
      }

      const clients = Promise.all(Array.from({ length: CLIENTS }, async (_, name) => client(name)));
      for (let round = 1; round <= ROUNDS; round++) {
        await until(() => Promise.resolve(acknowledged() >= round * ACKNOWLEDGED_IN_A_ROUND));
        const killed = service!;
        const ended = killed.ended;
        url = ended.then(start);
        expect(await killed.end('SIGKILL')).toBe('SIGKILL');
      }
      await until(() => Promise.resolve(acknowledged() >= (ROUNDS + 1) * ACKNOWLEDGED_IN_A_ROUND));
      isOver = true;
      await clients;

      // What the killed process had sent may still have been running: 409 asks to come back.
      expect([...statuses].filter((status) => status !== 201 && status !== 409)).toEqual([]);
      expect(await storedJournal(database, company.companyId)).toEqual(expectedJournal(journal));
      report(
        `${ROUNDS} kills of the service under load of ${CLIENTS} clients`,
        `${acknowledged()} creates acknowledged: none missing, none twice, none half`,
      );
    },
    scaled(120_000, 1_800_000),
  );
});
