import { waitForClock } from '../../src/database/clock-guard';
import { codeBlocksOf } from '../docs/code-blocks';
import { createCompany } from '../support/builders/company';
import { createDatabase, type TestDatabase } from '../support/database';
import { ServiceProcess } from '../support/service-process';
import { until } from '../support/until';

describe('a start whose clock is behind the newest stamp', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createDatabase();
    await createCompany(database);
  });
  afterEach(() => database.drop());

  const stampAhead = async (seconds: number): Promise<Date> => {
    const [row] = await database.query<{ updated_at: Date }>(
      `update clients set updated_at = clock_timestamp() + $1 * interval '1 second' returning updated_at`,
      [seconds],
    );
    return row!.updated_at;
  };

  it('waits until the clock has passed it, and says so', async () => {
    const newest = await stampAhead(1);
    const said: string[] = [];
    await waitForClock(
      (text) => database.query(text),
      (sentence) => said.push(sentence),
    );
    const [clock] = await database.query<{ now: Date }>('select clock_timestamp() as now');
    expect(clock!.now.getTime()).toBeGreaterThanOrEqual(newest.getTime());
    expect(said).toEqual([
      expect.stringMatching(
        /^PostgreSQL's clock says \S+, and the newest stamp that is stored is [01]\.\d seconds later: \S+\. Until the clock has passed it, what is written could be missed by those who sync\. The start waits until then\.$/,
      ),
    ]);
    await waitForClock(
      (text) => database.query(text),
      (sentence) => said.push(sentence),
    );
    expect(said).toHaveLength(1);
  });

  it.each(['1', '2'])('looks for that once, with PROCESSES=%s', async (processes) => {
    // A look reads this table from its beginning to its end, and nothing else at a start does.
    const looks = async (): Promise<number> => {
      await until(async () => {
        const sessions = await database.query(
          `select from pg_stat_activity where datname = current_database() and application_name = 'projects-api'`,
        );
        return sessions.length === 0;
      });
      const [row] = await database.query<{ count: number }>(
        `select seq_scan::int as count from pg_stat_user_tables where relname = 'timesheet_whitelists'`,
      );
      return row!.count;
    };
    const before = await looks();
    const service = new ServiceProcess({ DATABASE_URL: database.url, PROCESSES: processes });
    const url = await service.listening();
    // So many connections at once reach each of the processes.
    const ready = Array.from({ length: 20 }, async () => (await fetch(`${url}/health/ready`)).status);
    expect(new Set(await Promise.all(ready))).toEqual(new Set([200]));
    expect(await service.end()).toBe(0);
    expect((await looks()) - before).toBe(1);
  });

  it('ends when it would wait longer than a minute, and says what to do, which helps', async () => {
    await stampAhead(3_600);
    const service = new ServiceProcess({ DATABASE_URL: database.url });
    expect(await service.ended).toBe(1);
    expect(service.errors).toMatch(
      /^PostgreSQL's clock says \S+, and the newest stamp that is stored is 3\d{3}\.\d seconds later: \S+\. Until the clock has passed it, what is written could be missed by those who sync\. Set the clock of the database server right\. If it is right now and was ahead before, "Clock" in docs\/operate\/database\.md says how to set such stamps back\.\n$/,
    );
    const setBack = codeBlocksOf('docs/operate/database.md').find(({ text }) => text.startsWith('do $$'))!;
    await database.query(setBack.text);
    const next = new ServiceProcess({ DATABASE_URL: database.url });
    await next.listening();
    expect(await next.end()).toBe(0);
  }, 60_000);
});
