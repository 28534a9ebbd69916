import { Database } from '../../src/database/database';
import { useService } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';

const service = useService();
let busy: TestCompany;
let other: TestCompany;

beforeAll(async () => {
  busy = await createCompany(service.database);
  other = await createCompany(service.database);
});

/** Begins three pieces of work of the busy company that takes long, and says how many run at once. */
async function running(): Promise<number> {
  const { lowPriority } = service.app.get(Database);
  let count = 0;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const pieces = [1, 2, 3].map(async () =>
    lowPriority.run(
      busy.companyId,
      async () => {
        count++;
        await ended;
      },
      () => new Error('refused'),
    ),
  );
  await new Promise(setImmediate);
  const atOnce = count;
  end();
  await Promise.all(pieces);
  return atOnce;
}

it('work that takes long gives way to requests of another company, and not to those of its own', async () => {
  expect((await service.api.as(busy).get('/api/clients')).status).toBe(200);
  expect(await running()).toBe(3);
  expect((await service.api.as(other).get('/api/clients')).status).toBe(200);
  expect(await running()).toBe(1);
});
