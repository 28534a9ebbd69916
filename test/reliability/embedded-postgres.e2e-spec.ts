import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findRunningPostgres } from '../../src/embedded-postgres/cluster';
import { Api } from '../support/api';
import { createCompany, type TestCompany } from '../support/builders/company';
import { connectTo, type TestDatabase } from '../support/database';
import { ServiceProcess } from '../support/service-process';
import { temporaryFolder } from '../support/temporary-folder';
import { until } from '../support/until';
import { expectedJournal, storedJournal } from './journal';
import { CLIENTS, Load } from './load';
import { isLong, scaled, report } from './scale';

const KILLS = scaled(2, 20);
const ACKNOWLEDGED_IN_A_ROUND = scaled(40, 400);
/** A server that ends every time within three seconds is given up after twelve attempts. In milliseconds. */
const BETWEEN_KILLS = scaled(0, 3_500);
/** Target: 15 s. */
const DEADLINE = scaled(150_000, 15_000);
/** How long the disk is full after the end of PostgreSQL, in milliseconds. */
const FULL = 30_000;

let folder: string;
let dataFolder: string;
let service: ServiceProcess;

beforeEach(async () => {
  folder = await temporaryFolder();
  dataFolder = join(folder, 'data');
  await mkdir(dataFolder);
});

afterEach(async () => {
  await service.end();
  await rm(folder, { recursive: true, force: true });
});

async function onDatabase<Result>(work: (database: TestDatabase) => Promise<Result>): Promise<Result> {
  const database = await connectTo((await findRunningPostgres(dataFolder))!.url);
  try {
    return await work(database);
  } finally {
    await database.drop();
  }
}

const postmasterPid = (): number =>
  Number(readFileSync(join(dataFolder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

async function startUnderLoad(): Promise<{ load: Load; company: TestCompany; url: string }> {
  service = new ServiceProcess({ DATA_DIR: dataFolder, RATE_LIMIT_PER_HOUR: '0' });
  const url = await service.listening();
  const company = await onDatabase((database) => createCompany(database));
  return { load: new Load(new Api(url).as(company), company), company, url };
}

async function expectNothingLost(load: Load, company: TestCompany): Promise<void> {
  await load.end();
  // 409: what the ended server was sent may still have been running.
  expect([...load.refusals].filter((refusal) => !['503 2', '409 1'].includes(refusal))).toEqual([]);
  expect(load.refusals).toContain('503 2');
  const stored = await onDatabase((database) => storedJournal(database, company.companyId));
  expect(stored).toEqual(expectedJournal(load.journal));
}

describe('the embedded PostgreSQL under load', () => {
  it(
    'is started again when it is killed, by the service that lives on, and nothing acknowledged is lost',
    async () => {
      const { load, company, url } = await startUnderLoad();
      const pids = new Set<number>();
      let slowest = 0;
      for (let round = 0; round < KILLS; round++) {
        await Promise.all([load.continues(ACKNOWLEDGED_IN_A_ROUND), sleep(BETWEEN_KILLS)]);
        pids.add(postmasterPid());
        process.kill(postmasterPid(), 'SIGKILL');
        // What was already on its way may still be acknowledged.
        await until(async () => (await fetch(`${url}/health/ready`)).status === 503);
        expect((await fetch(`${url}/health/live`)).status).toBe(200);
        slowest = Math.max(slowest, await load.continues(1));
        expect(slowest).toBeLessThan(DEADLINE);
      }
      await load.continues(ACKNOWLEDGED_IN_A_ROUND);
      await expectNothingLost(load, company);
      expect(pids.size).toBe(KILLS);
      expect(service.output.match(/PostgreSQL runs again/g)).toHaveLength(KILLS);
      report(
        `R13: ${KILLS} kills of the embedded PostgreSQL under load of ${CLIENTS} clients`,
        `serving again after ${Math.round(slowest)} ms at most, ${load.acknowledged} creates acknowledged: none lost`,
      );
    },
    scaled(120_000, 600_000),
  );

  // This takes the half minute of all attempts.
  if (isLong) {
    it('ends with code 1 and says why, when it can not be started again', async () => {
      service = new ServiceProcess({ DATA_DIR: dataFolder });
      await service.listening();
      await writeFile(join(dataFolder, 'postgres/postgresql.auto.conf'), "shared_buffers = 'much'\n");
      const startedAt = performance.now();
      process.kill(postmasterPid(), 'SIGKILL');
      expect(await service.ended).toBe(1);
      expect(service.errors).toMatch(
        /^The embedded PostgreSQL could not be started again\. PostgreSQL could not start on \S+: FATAL: {2}configuration file "\S+postgresql\.auto\.conf" contains errors.*; the whole log is \S+postgres\.log\.\n$/,
      );
      report(
        'R13: the embedded PostgreSQL killed, and its configuration broken',
        `the service ends with code 1 after ${Math.round((performance.now() - startedAt) / 1_000)} s`,
      );
    }, 120_000);
  }

  // A disk that is really full needs root, who can mount a small one.
  if (isLong) {
    it('works again when its disk was full and has space again', async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'none', dataFolder]);
      try {
        const { load, company, url } = await startUnderLoad();
        await load.continues(ACKNOWLEDGED_IN_A_ROUND);
        const filling = join(dataFolder, 'filling');
        await writeFile(filling, Buffer.alloc(200 * 2 ** 20)).catch(() => undefined);
        await until(() => Promise.resolve(load.refusals.size > 0));
        const full = await new Api(url).get('/health/ready');
        expect({ status: full.status, body: full.body }).toEqual({
          status: 503,
          body: { key: 'service_unavailable', message: 'The disk of the database is full.' },
        });
        // PostgreSQL ends itself when it needs another file of its write-ahead log, and can't start again without one.
        await until(async () => {
          await onDatabase((database) => database.query('select pg_switch_wal()')).catch(() => undefined);
          return service.output.includes('It is being started again');
        });
        await new Promise((resolve) => setTimeout(resolve, FULL));
        expect((await fetch(`${url}/health/ready`)).status).toBe(503);
        expect((await fetch(`${url}/health/live`)).status).toBe(200);
        await rm(filling);
        const recovery = await load.continues(1);
        expect(recovery).toBeLessThan(DEADLINE);
        expect((await fetch(`${url}/health/ready`)).status).toBe(200);
        await load.continues(ACKNOWLEDGED_IN_A_ROUND);
        await expectNothingLost(load, company);
        report(
          'R13: the disk of the embedded PostgreSQL full for 30 s, and free again',
          `serving again after ${Math.round(recovery)} ms, ${load.acknowledged} creates acknowledged: none lost`,
        );
      } finally {
        await service.end();
        execFileSync('umount', [dataFolder]);
      }
    }, 300_000);
  }
});
