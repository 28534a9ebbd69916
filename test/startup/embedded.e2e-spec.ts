import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { findRunningPostgres, startEmbeddedPostgres } from '../../src/embedded-postgres/cluster';
import { Api } from '../support/api';
import { paste } from '../support/paste';
import { ServiceProcess } from '../support/service-process';
import { temporaryFolder } from '../support/temporary-folder';
import { until } from '../support/until';

/** The data folder of a service that started for the first time and ended. To make one takes longer than the tests of what comes after. */
let startedBefore: string;
let dataFolder: string;
const running: ServiceProcess[] = [];

beforeAll(async () => {
  startedBefore = join(await temporaryFolder(), 'data');
  const service = new ServiceProcess({ DATA_DIR: startedBefore });
  await service.listening();
  expect(await service.end()).toBe(0);
}, 60_000);

afterAll(async () => {
  await rm(join(startedBefore, '..'), { recursive: true, force: true });
});

beforeEach(async () => {
  dataFolder = join(await temporaryFolder(), 'data');
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.end()));
  await rm(join(dataFolder, '..'), { recursive: true, force: true });
});

function start(env: Record<string, string> = {}): ServiceProcess {
  const service = new ServiceProcess({ DATA_DIR: dataFolder, ...env });
  running.push(service);
  return service;
}

/** The service, for the second time, on a folder of this test. */
function startAgain(env: Record<string, string> = {}): ServiceProcess {
  execFileSync('cp', ['-a', startedBefore, dataFolder]);
  return start(env);
}

const printed = (output: string, label: string): string =>
  new RegExp(`^${label}\\s+(.+)$`, 'm').exec(output)![1]!;

const postmasterPid = async (): Promise<number> =>
  Number((await readFile(join(dataFolder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);

async function projectNames(): Promise<string[]> {
  const postgres = await findRunningPostgres(dataFolder);
  const client = new Client(postgres!.url);
  await client.connect();
  const { rows } = await client.query<{ name: string }>('select name from projects order by id');
  await client.end();
  return rows.map(({ name }) => name);
}

describe('the service with its embedded PostgreSQL', () => {
  it('succeeds at once: what the first start prints works, and the next start keeps all of it', async () => {
    const first = start();
    const url = await first.listening();
    expect(printed(first.output, 'Base URL')).toBe(`${url}/api`);
    expect(printed(first.output, 'Documentation')).toBe(`${url}/docs`);
    expect(printed(first.output, 'Company')).toBe('demo');
    const created = await paste(first.output);
    expect({ status: created.status, body: await created.json() }).toMatchObject({
      status: 201,
      body: { name: 'First project', pm_id: 1, client_id: 1, metadata_13: 'IT' },
    });
    expect((await fetch(`${url}/docs`)).status).toBe(200);
    expect(await projectNames()).toEqual(['First project']);

    const tokenFile = join(dataFolder, 'demo-token');
    const token = (await readFile(tokenFile, 'utf8')).trim();
    expect(printed(first.output, 'Token')).toBe(`${token} (kept in ${tokenFile})`);
    expect(first.output.split(token)).toHaveLength(2);
    expect(((await stat(tokenFile)).mode & 0o777).toString(8)).toBe('600');
    expect(await first.end('SIGINT')).toBe(0);
    expect(await findRunningPostgres(dataFolder)).toBeUndefined();

    const second = start();
    await second.listening();
    expect(printed(second.output, 'Token')).toBe(`kept in ${tokenFile}`);
    expect(second.output + second.errors).not.toContain(token);
    expect(await projectNames()).toEqual(['First project']);
    expect((await paste(second.output)).status).toBe(201);
  }, 60_000);

  it('takes the demo token from its settings, and does not print it', async () => {
    const token = 'a-token-of-the-operator-32-characters!';
    const service = start({ DEMO_TOKEN: token });
    const url = await service.listening();
    const { status, body } = await new Api(url, { token, company: 'demo' }).get('/api/persons/me');
    expect({ status, body }).toMatchObject({ status: 200, body: { id: 1, role: 'Administrator' } });
    expect(printed(service.output, 'Token')).toBe('that of DEMO_TOKEN');
    expect(service.output + service.errors).not.toContain(token);
  }, 60_000);

  it('keeps what it acknowledged when it is killed, and starts again', async () => {
    const killed = startAgain();
    await killed.listening();
    expect((await paste(killed.output)).status).toBe(201);
    expect(await killed.end('SIGKILL')).toBe('SIGKILL');
    const next = start();
    await next.listening();
    expect(await projectNames()).toEqual(['First project']);
    expect((await paste(next.output)).status).toBe(201);
    expect(await next.end()).toBe(0);
  }, 60_000);

  it('leaves no PostgreSQL behind when it is stopped while it starts', async () => {
    const service = start();
    const pidFile = join(dataFolder, 'postgres/postmaster.pid');
    let pid = 0;
    while (!(pid > 0)) {
      pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await service.end('SIGTERM')).toBe(0);
    expect(service.errors).toBe('');
    expect(existsSync(pidFile)).toBe(false);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  }, 60_000);

  it('works below a folder that only its owner can enter', async () => {
    await chmod(join(dataFolder, '..'), 0o700);
    const service = start();
    await service.listening();
    expect((await paste(service.output)).status).toBe(201);
    expect(await service.end()).toBe(0);
  }, 60_000);

  it('serves on when its PostgreSQL was killed, with all that was acknowledged', async () => {
    const service = startAgain();
    const url = await service.listening();
    expect((await paste(service.output)).status).toBe(201);
    process.kill(await postmasterPid(), 'SIGKILL');
    await until(() => Promise.resolve(service.output.includes('PostgreSQL runs again')));
    await until(async () => (await fetch(`${url}/health/ready`)).status === 200);
    expect((await paste(service.output)).status).toBe(201);
    expect(await projectNames()).toEqual(['First project', 'First project']);
    expect(await service.end()).toBe(0);
    expect(service.errors).toBe('');
  }, 60_000);

  it('leaves a data folder to the service that has taken it meanwhile', async () => {
    const first = startAgain();
    await first.listening();
    expect((await paste(first.output)).status).toBe(201);
    // It learns of the end of its server when another service has a server on the folder.
    process.kill(first.pid, 'SIGSTOP');
    process.kill(await postmasterPid(), 'SIGKILL');
    const other = await startEmbeddedPostgres({ dataFolder });
    process.kill(first.pid, 'SIGCONT');
    try {
      expect(await first.ended).toBe(1);
      expect(first.errors).toBe(
        `The embedded PostgreSQL could not be started again. The data folder ${dataFolder} is in use by another ` +
          `running instance (pid ${process.pid}). Stop it, or set DATA_DIR to another folder.\n`,
      );
      expect(await projectNames()).toEqual(['First project']);
    } finally {
      await other.stop();
    }
  }, 60_000);

  it('refuses a second instance on its data folder in one line', async () => {
    const first = startAgain();
    await first.listening();
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.errors).toMatch(
      /^The data folder \S+ is in use by another running instance \(pid \d+\)\. Stop it, or set DATA_DIR to another folder\.\n$/,
    );
    expect(second.output).toBe('');
    expect((await paste(first.output)).status).toBe(201);
  }, 60_000);

  it('says in one line that its data folder can not be made', async () => {
    // Linux refuses folders in /proc as if /proc were missing.
    for (const folder of ['/proc/projects', '/proc/projects/data', '/dev/null/data']) {
      const service = start({ DATA_DIR: folder });
      expect(await service.ended).toBe(1);
      expect(service.errors).toMatch(
        /^The data folder \S+ is not writable \(E.+\)\. Give this user access to it, or set DATA_DIR to another folder\.\n$/,
      );
      expect(service.errors).toContain(folder);
      expect(service.output).toBe('');
    }
  }, 60_000);

  it('says in one line that its port is taken, and leaves no PostgreSQL behind', async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const service = startAgain({ PORT: String(port) });
    expect(await service.ended).toBe(1);
    expect(service.errors).toBe(
      `Port ${port} on 127.0.0.1 is taken. Stop what uses it, or set PORT to a free one (0 chooses one).\n`,
    );
    expect(await findRunningPostgres(dataFolder)).toBeUndefined();
    other.close();
  }, 60_000);
});
