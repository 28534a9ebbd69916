import { ModulesContainer } from '@nestjs/core';
import { type Caller } from '../../src/auth/caller';
import { CompanyReader } from '../../src/company-repository/company-reader';
import { Database } from '../../src/database/database';
import { useService } from '../support/app';
import { nodesOf, plansOf } from '../support/plans';

const service = useService();

beforeAll(async () => {
  // A connection that is used for the first time looks at the newest stamps of all tables.
  await service.app.get(Database).queryText('select', []);
});

/** Every list of the application. */
function readers(): CompanyReader<object>[] {
  const instances = [...service.app.get(ModulesContainer).values()]
    .flatMap(({ providers }) => [...providers.values()])
    .map(({ instance }): unknown => instance);
  return [...new Set(instances)].filter(
    (instance): instance is CompanyReader<object> => instance instanceof CompanyReader,
  );
}

const tableOf = (reader: object): string => (reader as { source: { table: string } }).source.table;

describe('an offset', () => {
  it('skips ids in every list, and computes no other column of the rows that it skips', async () => {
    const caller = { companyId: 1 } as Caller;
    const outputs: Record<string, readonly string[]> = {};
    for (const reader of readers()) {
      const table = tableOf(reader);
      const list = (): Promise<object[]> => reader.list(caller, { limit: 10, offset: 1_000 });
      const [plan] = await plansOf(service.database, table, list, ['verbose']);
      const skipping = nodesOf(plan!).filter((node) => node['Node Type'] === 'Limit');
      outputs[table] = [
        ...new Set(
          skipping
            .flatMap((node) => nodesOf(node))
            .flatMap(({ Output }) => Output ?? [])
            .map((column) => column.replace(/^\w+\./, '')),
        ),
      ];
    }
    const tables = Object.keys(outputs);
    expect(tables.length).toBeGreaterThan(10);
    expect(outputs).toEqual(Object.fromEntries(tables.map((table) => [table, ['id']])));
  });
});
