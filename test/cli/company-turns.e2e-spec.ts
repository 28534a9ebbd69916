import { applyCompany } from '../../src/company-file/apply-company';
import { openDataSource } from '../../src/database/migrate';
import { type CliBench, startCli } from './cli';
import { COMPANY } from './company';

describe('company apply by several at once', () => {
  let cli: CliBench;

  beforeEach(async () => {
    cli = await startCli();
  });

  afterEach(() => cli.stop());

  describe('when two files for one company are applied at once', () => {
    it('takes turns, so that one creates and the other finds all done', async () => {
      const results = await Promise.all([cli.apply(COMPANY), cli.apply(COMPANY), cli.apply(COMPANY)]);
      expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
      expect(results.map(({ out }) => out.length).sort((one, other) => one - other)).toEqual([1, 1, 13]);
      expect(await rowsOf(cli, 'companies')).toHaveLength(1);
      expect(await rowsOf(cli, 'clients')).toHaveLength(2);
    });
  });

  describe('when files for several companies with the same persons and ids are applied at once', () => {
    it('stores them all', async () => {
      const persons = COMPANY.persons.toReversed();
      const files = ['one', 'two', 'three', 'four'].map((slug, index) => ({
        ...COMPANY,
        slug,
        persons: index % 2 === 0 ? persons : COMPANY.persons,
      }));
      const counts = await Promise.all(files.map((file) => applyDirectly(cli, file)));
      expect(counts).toEqual([13, 13, 13, 13]);
      expect(await rowsOf(cli, 'accounts')).toHaveLength(2);
      expect(await rowsOf(cli, 'persons')).toHaveLength(8);
    });
  });
});

async function applyDirectly(cli: CliBench, file: unknown): Promise<number> {
  const dataSource = await openDataSource(cli.database.url);
  try {
    return (await applyCompany(dataSource, file)).length;
  } finally {
    await dataSource.destroy();
  }
}

async function rowsOf({ database }: CliBench, table: string): Promise<object[]> {
  return database.query(`select * from ${table}`);
}
