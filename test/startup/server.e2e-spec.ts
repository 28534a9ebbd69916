import fs from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { readEnv } from '../../src/config/env';
import { StartupError } from '../../src/embedded-postgres/startup-error';
import { findRunningPostgres } from '../../src/embedded-postgres/cluster';
import { startServer } from '../../src/server';
import { Api } from '../support/api';
import { createEmptyDatabase, type TestDatabase } from '../support/database';
import { temporaryFolder } from '../support/temporary-folder';

const env = (settings: Record<string, string>) => readEnv({ PORT: '0', LOG_LEVEL: 'silent', ...settings });

describe('startServer', () => {
  describe('with a database of the operator', () => {
    let database: TestDatabase;

    beforeEach(async () => {
      database = await createEmptyDatabase();
    });

    afterEach(async () => {
      await database.drop();
    });

    it('migrates, serves, and stops, without a demo company', async () => {
      const server = await startServer(env({ DATABASE_URL: database.ownerUrl, HOST: '::1' }));
      expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
      expect(server.demo).toBeUndefined();
      const api = new Api(server.url);
      expect((await api.get('/health/ready')).body).toEqual({ status: 'ok' });
      expect(await database.query('select * from companies')).toEqual([]);
      await server.stop();
      await expect(fetch(server.url)).rejects.toThrow();
    });

    it('does not start on a port that is taken or an address that is not there', async () => {
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const { port } = other.address() as { port: number };
      const settings = { DATABASE_URL: database.ownerUrl };
      await expect(startServer(env({ ...settings, PORT: String(port) }))).rejects.toThrow(
        new StartupError(
          `Port ${port} on 127.0.0.1 is taken. Stop what uses it, or set PORT to a free one (0 chooses one).`,
        ),
      );
      await expect(startServer(env({ ...settings, HOST: '192.0.2.1' }))).rejects.toThrow(
        new StartupError('HOST 192.0.2.1 is not an address of this machine. Set it to 127.0.0.1 or 0.0.0.0.'),
      );
      other.close();
    });
  });

  it('does not start without its database, and says which', async () => {
    await expect(
      startServer(env({ DATABASE_URL: 'postgres://me:secret@localhost:1/projects' })),
    ).rejects.toThrow(
      /^The database projects at localhost:1 can not be reached: connect ECONNREFUSED .*:1\. Check that PostgreSQL is running there and that DATABASE_URL is right\.$/,
    );
  });

  it('brings its own database and a demo company where it is given none, and looks at the space of its disk', async () => {
    const folder = await temporaryFolder();
    const dataFolder = join(folder, 'data');
    const server = await startServer(env({ DATA_DIR: dataFolder }));
    const { company } = server.demo!;
    const token = (await readFile(join(dataFolder, 'demo-token'), 'utf8')).trim();
    const { status, body } = await new Api(server.url).as({ company, token }).get('/api/persons/me');
    expect({ status, body }).toMatchObject({ status: 200, body: { id: 1, role: 'Administrator' } });
    expect(await findRunningPostgres(dataFolder)).toEqual({
      url: expect.stringContaining('127.0.0.1') as unknown,
    });
    // So many blocks are free: PostgreSQL needs 16 MB for the next segment of its log.
    const health = async (blocks: number): Promise<object> => {
      const statfs = jest.spyOn(fs, 'statfsSync');
      statfs.mockReturnValue({ bavail: blocks, bsize: 4_096 } as fs.StatsFs);
      const response = await new Api(server.url).get('/health/ready');
      expect(statfs.mock.calls.map(([path]) => path)).toEqual([dataFolder]);
      statfs.mockRestore();
      return { status: response.status, body: response.body };
    };
    expect(await health(4_096)).toEqual({ status: 200, body: { status: 'ok' } });
    expect(await health(4_095)).toEqual({
      status: 503,
      body: { key: 'service_unavailable', message: 'The disk of the database is full.' },
    });
    await server.stop();
    expect(await findRunningPostgres(dataFolder)).toBeUndefined();
    await rm(folder, { recursive: true, force: true });
  }, 30_000);
});
