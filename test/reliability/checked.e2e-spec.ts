import { Database } from '../../src/database/database';
import { type Queries } from '../../src/database/queries';
import { useService } from '../support/app';

const service = useService();
let database: Database;

beforeAll(async () => {
  database = service.app.get(Database, { strict: false });
  await service.database.query(
    'create table taken (name text constraint uq_taken primary key); grant all on taken to public',
  );
});

beforeEach(async () => {
  await service.database.query("truncate taken; insert into taken values ('taken')");
});

const INSERT = 'insert into taken values ($1)';
const names = async (): Promise<string[]> =>
  (await service.database.query<{ name: string }>('select name from taken order by 1')).map(
    ({ name }) => name,
  );

/** Inserts what is taken so often, and then something else. */
function failingTimes(
  times: number,
  queries: Queries,
): { work: () => Promise<number>; attempts: () => number } {
  let attempts = 0;
  return {
    work: async () => {
      attempts++;
      await queries.queryText(INSERT, [`before ${attempts}`]);
      await queries.queryText(INSERT, [attempts > times ? 'free' : 'taken']);
      return attempts;
    },
    attempts: () => attempts,
  };
}

describe('work that is checked', () => {
  it('is done again while another session was faster, and what failed leaves nothing in the transaction', async () => {
    const answered = await database.transaction({}, async (transaction) => {
      await transaction.queryText(INSERT, ['first']);
      const { work } = failingTimes(4, transaction);
      const result = await database.checked({ transaction }, work);
      await transaction.queryText(INSERT, ['last']);
      return result;
    });
    expect(answered).toBe(5);
    expect(await names()).toEqual(['before 5', 'first', 'free', 'last', 'taken']);
  });

  it('fails after five attempts, and the transaction can be used all the same', async () => {
    const attempts = await database.transaction({}, async (transaction) => {
      const failing = failingTimes(5, transaction);
      await expect(database.checked({ transaction }, failing.work)).rejects.toMatchObject({
        code: '23505',
        constraint: 'uq_taken',
      });
      await transaction.queryText(INSERT, ['last']);
      return failing.attempts();
    });
    expect(attempts).toBe(5);
    expect(await names()).toEqual(['last', 'taken']);
  });

  it('is done again outside of a transaction, too', async () => {
    const { work } = failingTimes(2, database);
    expect(await database.checked({}, work)).toBe(3);
    expect(await names()).toEqual(['before 1', 'before 2', 'before 3', 'free', 'taken']);
  });

  it('is not done again for another reason', async () => {
    let attempts = 0;
    const work = async (): Promise<unknown> => {
      attempts++;
      return database.queryText('select 1 / 0', []);
    };
    await expect(database.checked({}, work)).rejects.toMatchObject({ code: '22012' });
    expect(attempts).toBe(1);
  });
});

describe('a statement that fails', () => {
  it('does not cost its connection', async () => {
    const pid = async (): Promise<object[]> => database.queryText('select pg_backend_pid() as pid', []);
    const before = await pid();
    await expect(database.queryText(INSERT, ['taken'])).rejects.toMatchObject({ code: '23505' });
    await expect(
      database.transaction({}, async (queries) => queries.queryText(INSERT, ['taken'])),
    ).rejects.toMatchObject({ code: '23505' });
    expect(await pid()).toEqual(before);
  });

  it('costs a connection that the database has ended, and no more', async () => {
    const end = 'select pg_terminate_backend(pg_backend_pid())';
    await expect(database.queryText(end, [])).rejects.toMatchObject({ severity: 'FATAL' });
    await expect(
      database.transaction({}, async (queries) => queries.queryText(end, [])),
    ).rejects.toMatchObject({ severity: 'FATAL' });
    expect(await database.queryText('select 1 as one', [])).toEqual([{ one: 1 }]);
  });
});
