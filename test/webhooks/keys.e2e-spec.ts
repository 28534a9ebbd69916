import { mkdtemp, readFile, rename, rm, stat, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../src/cli/run-cli';
import { readEnv } from '../../src/config/env';
import { keptWebhookKey } from '../../src/webhooks/webhook-key-file';
import { startApp, useService } from '../support/app';
import { createEmptyDatabase, type TestDatabase } from '../support/database';
import { Receiver } from './receiver';
import {
  createEndpoint,
  createProject,
  DELIVERING,
  type Endpoint,
  newCompany,
  untilStatus,
  verified,
} from './webhooks';

const service = useService(DELIVERING);
let folder: string;
let receiver: Receiver;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'projects-api-keys-'));
  receiver = await Receiver.start();
});

afterEach(async () => {
  await receiver.stop();
  await rm(folder, { recursive: true });
});

describe('the key of a data folder', () => {
  it('is made once, by the first of many, for its owner only', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, async () => keptWebhookKey(folder)));
    const [{ webhookKey }] = keys as [(typeof keys)[number]];
    expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(1);
    expect(Buffer.from(webhookKey!, 'base64')).toHaveLength(32);
    const path = join(folder, 'webhook-key');
    expect((await readFile(path, 'utf8')).trim()).toBe(webhookKey);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await keptWebhookKey(folder)).toEqual(keys[0]);
  });

  it('stays the same in a folder that is moved, and differs from the one in a copy', async () => {
    const [original, moved, copy] = ['one', 'two', 'copy'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const made = await keptWebhookKey(original);
    await rename(original, moved);
    expect(await keptWebhookKey(moved)).toEqual(made);
    await cp(moved, copy, { recursive: true });
    const copied = await keptWebhookKey(copy);
    expect(copied.webhookKey).toBe(made.webhookKey);
    expect(copied.webhookKeyFile).not.toBe(made.webhookKeyFile);
  });
});

describe('a rotated secret', () => {
  const signs = (secret: string, at: number): boolean => {
    try {
      verified(secret, receiver.received[at]!);
      return true;
    } catch {
      return false;
    }
  };

  it('signs beside the old one for 24 hours, and then alone', async () => {
    const { company, caller } = await newCompany(service);
    const old = await createEndpoint(caller, receiver.url);
    const path = `/api/webhook-endpoints/${old.id}`;
    const { secret } = (await caller.post(`${path}:rotate-secret`)).body as Endpoint;
    await createProject(caller, company);
    await untilStatus(service.database, old, 'delivered');
    expect([signs(old.secret, 0), signs(secret, 0)]).toEqual([true, true]);

    const [row] = await service.database.query<{ hours: number }>(
      'select extract(epoch from previous_secret_until - now()) / 3600 as hours from webhook_endpoints where id = $1',
      [old.id],
    );
    expect(Math.round(row!.hours)).toBe(24);
    await service.database.query(
      `update webhook_endpoints set previous_secret_until = now() - interval '1 millisecond' where id = $1`,
      [old.id],
    );
    await createProject(caller, company);
    await untilStatus(service.database, old, 'delivered', 2);
    expect([signs(old.secret, 1), signs(secret, 1)]).toEqual([false, true]);
  });
});

describe('a restored backup', () => {
  const run = async ({ url, ownerUrl }: TestDatabase, word: string): Promise<void> => {
    const lines: string[] = [];
    const code = await runCli(['database', word, join(folder, 'backup')], {
      env: () => readEnv({ DATABASE_URL: url, MIGRATION_DATABASE_URL: ownerUrl, DATA_DIR: folder }),
      out: (line) => lines.push(line),
      err: (line) => lines.push(line),
    });
    expect({ code, lines }).toEqual({ code: 0, lines: expect.any(Array) as unknown });
  };

  it('delivers nothing to its endpoints until they are enabled, and goes on where they stopped', async () => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    await run(service.database, 'backup');
    const database = await createEmptyDatabase();
    await run(database, 'restore');
    const restored = await startApp({ ...DELIVERING, database });
    try {
      const there = restored.api.as(company);
      await createProject(there, company, 'In the copy');
      // One of the copy shows that the events of the copy are being delivered.
      const own = await createEndpoint(there, `${receiver.url}?own`);
      await createProject(there, company, 'Later');
      await untilStatus(database, own, 'delivered');
      expect(receiver.received.map(({ body }) => (body.data.project as { name: string }).name)).toEqual([
        'Later',
      ]);
      const path = `/api/webhook-endpoints/${endpoint.id}`;
      expect((await there.get(path)).body).toMatchObject({ is_enabled: false, disabled_reason: 'copied' });

      await there.send('PATCH', path, { body: { is_enabled: true } });
      await untilStatus(database, endpoint, 'delivered', 2);
      expect(receiver.received).toHaveLength(3);
      expect(receiver.received.slice(1).every((one) => verified(endpoint.secret, one))).toBe(true);
    } finally {
      await restored.stop();
      await database.drop();
    }
  });
});
