import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRunningPostgres, startEmbeddedPostgres } from '../../src/embedded-postgres/cluster';
import { clusterPaths } from '../../src/embedded-postgres/paths';
import { readPostmasterFile } from '../../src/embedded-postgres/postmaster';
import { isAlive } from '../../src/embedded-postgres/process-state';
import { install, type Installation, makeFolder, makePublicFolder, removeFolders } from './installation';
import { postmasterPid, query, recall, remember, Service, until } from './service';

describe('embedded PostgreSQL after a crash of the service', () => {
  const folder = makeFolder();
  const dataFolder = join(folder, 'data');
  const temporary = makePublicFolder();
  const services: Service[] = [];
  let installation: Installation;

  beforeAll(() => {
    installation = install(join(folder, 'installation'), 'linked');
  });

  afterAll(async () => {
    for (const service of services) await service.kill();
    removeFolders(folder, temporary);
  });

  function startService(data = dataFolder): Service {
    const service = Service.start({ script: installation.script, dataFolder: data, temporary });
    services.push(service);
    return service;
  }

  /** Starts in this process, looks at what is there, and stops. */
  async function startAndRecall(data = dataFolder): Promise<string[]> {
    const postgres = await startEmbeddedPostgres({ dataFolder: data });
    try {
      return await recall(postgres.url);
    } finally {
      await postgres.stop();
    }
  }

  it('outlives the service for a moment, and is replaced with all its data at the next start', async () => {
    const service = startService();
    const { url, foundUrl } = await service.nextLine();
    expect(foundUrl).toBe(url);
    await remember(url!, 'committed');
    const orphan = postmasterPid(dataFolder);
    await service.kill();
    expect(isAlive(orphan)).toBe(true);
    expect(await findRunningPostgres(dataFolder)).toBeUndefined();
    expect(await startAndRecall()).toEqual(['committed']);
    expect(isAlive(orphan)).toBe(false);
  });

  it('is replaced by only one of two starts at the same moment', async () => {
    const service = startService();
    await service.nextLine();
    await service.kill();
    await expectOneWinner([startService(), startService()], ['committed']);
  });

  it('is left to the service that has started it, however late that claims it', async () => {
    const service = startService();
    const paths = clusterPaths(dataFolder);
    await until(() => readPostmasterFile(paths)?.pid !== undefined);
    process.kill(service.pid, 'SIGSTOP');
    await until(() => readPostmasterFile(paths)?.isReady === true);
    // So long that an unclaimed server passes for one whose service has died.
    setTimeout(() => process.kill(service.pid, 'SIGCONT'), 2_500);
    await expect(startEmbeddedPostgres({ dataFolder })).rejects.toThrow(`(pid ${service.pid})`);
    const { url } = await service.nextLine();
    expect(await recall(url!)).toEqual(['committed']);
    await service.kill();
  });

  it('stops when its own service says so, not when Ctrl-C reaches all processes of the terminal', async () => {
    const service = startService();
    await service.nextLine();
    const pid = postmasterPid(dataFolder);
    service.pressCtrlC();
    expect(await service.nextLine()).toEqual({ lastWork: 'done' });
    expect(isAlive(pid)).toBe(false);
  });

  it('is not kept from starting by a lock file whose process id has been given to a stranger', async () => {
    const owner = statSync(join(dataFolder, 'postgres'));
    const strangers: ChildProcess[] = [
      spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 60_000)'], { stdio: 'ignore' }),
      // Of the user who owns the data: PostgreSQL itself would take this one for a server.
      spawn('sleep', ['60'], { stdio: 'ignore', uid: owner.uid, gid: owner.gid, cwd: '/' }),
    ];
    try {
      for (const stranger of strangers) {
        const lock = [
          stranger.pid,
          '/proc/self/cwd',
          1_700_000_000,
          5432,
          '',
          '127.0.0.1',
          '1 1',
          'ready',
          '',
        ];
        writeFileSync(join(dataFolder, 'postgres', 'postmaster.pid'), lock.join('\n'));
        expect(await findRunningPostgres(dataFolder)).toBeUndefined();
        expect(await startAndRecall()).toEqual(['committed']);
        expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
      }
    } finally {
      for (const stranger of strangers) stranger.kill('SIGKILL');
    }
  });

  it.each([
    ['empty', ''],
    ['damaged', '\0\0\0\0'],
    ['that of a process long gone', '4194000\n/proc/self/cwd\n1700000000\n5432\n\n127.0.0.1\n1 1\nready\n'],
  ])('is not kept from starting by a lock file that is %s', async (_what, content) => {
    writeFileSync(join(dataFolder, 'postgres', 'postmaster.pid'), content);
    expect(await startAndRecall()).toEqual(['committed']);
  });

  it('is created by only one of two first starts at the same moment', async () => {
    await expectOneWinner([startService(join(folder, 'two')), startService(join(folder, 'two'))], []);
    expect(readdirSync(join(folder, 'two'))).toEqual(['postgres', 'postgres.log', 'postgres.password']);
  });

  it.each([
    ['while its files are made', (data: string) => readdirSync(data).some((name) => name.includes('.init-'))],
    ['when its files are made', (data: string) => existsSync(join(data, 'postgres', 'PG_VERSION'))],
    ['when its server is there', (data: string) => existsSync(join(data, 'postgres', 'postmaster.pid'))],
  ])('is complete after a first start that was killed %s', async (_when, isReached) => {
    const data = join(folder, `interrupted-${services.length}`);
    const service = startService(data);
    await until(() => existsSync(data) && isReached(data));
    await service.kill();
    const password = readFileSync(join(data, 'postgres.password'), 'utf8').trim();
    const postgres = await startEmbeddedPostgres({ dataFolder: data });
    expect(new URL(postgres.url).password).toBe(password);
    expect(new URL(postgres.url).pathname).toBe('/projects');
    await remember(postgres.url, 'after all');
    expect(await recall(postgres.url)).toEqual(['after all']);
    await postgres.stop();
    expect(readdirSync(data)).toEqual(['postgres', 'postgres.log', 'postgres.password']);
  });

  /** The loser says who won, and the winner's data is what it should be. */
  async function expectOneWinner(starts: Service[], memory: string[]): Promise<void> {
    const lines = await Promise.all(starts.map((service) => service.nextLine()));
    const winner = lines.findIndex(({ url }) => url !== undefined);
    const loser = lines.find(({ url }) => url === undefined);
    const { url } = lines[winner]!;
    expect(loser?.name).toBe('StartupError');
    expect(loser?.error).toContain(
      `is in use by another running instance (pid ${starts[winner]!.pid}). Stop it`,
    );
    const words = await query<{ word: string }>(
      url!,
      memory.length > 0 ? 'SELECT word FROM memory' : 'SELECT WHERE false',
    );
    expect(words.map(({ word }) => word)).toEqual(memory);
    starts[winner]!.pressCtrlC();
    expect(await starts[winner]!.nextLine()).toEqual({ lastWork: 'done' });
  }
});
