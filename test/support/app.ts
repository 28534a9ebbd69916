import { type NestExpressApplication } from '@nestjs/platform-express';
import { type AddressInfo } from 'node:net';
import { createApp, type ServiceOptions } from '../../src/app.setup';
import { type FrontPageOptions } from '../../src/front-page/front-page.controller';
import { Log } from '../../src/logging/log';
import { Api } from './api';
import { createDatabase, type TestDatabase } from './database';

/** The real application on a port of its own, with a database of its own. */
export interface TestApp {
  readonly app: NestExpressApplication;
  readonly api: Api;
  readonly url: string;
  readonly database: TestDatabase;
  stop(): Promise<void>;
}

export interface TestAppOptions {
  /** No limit if absent. */
  readonly rateLimitPerHour?: number;
  /** 5 if absent. */
  readonly databasePoolSize?: number;
  readonly keepAliveTimeout?: number;
  readonly metrics?: ServiceOptions['metrics'];
  /** No request is slow if absent. */
  readonly slowRequestMs?: number;
  readonly corsOrigins?: readonly string[];
  readonly publicUrl?: string;
  /** What the front page says of a demo company. */
  readonly demo?: FrontPageOptions['demo'];
  /** Webhooks are delivered only if so. */
  readonly deliversWebhooks?: boolean;
  readonly webhookAllowPrivate?: boolean;
  readonly webhookKey?: string | undefined;
  readonly isDiskFull?: () => boolean;
  readonly databaseReplicaUrl?: string;
  /** As the tables of the tests are if absent. */
  readonly databaseDistributed?: boolean;
  /** Silent if absent. */
  readonly log?: Log;
  /** What is done to the database before the application starts. */
  readonly prepare?: (database: TestDatabase) => Promise<unknown>;
  /** That of another application, which then is one more process on it; one of its own if absent. */
  readonly database?: TestDatabase;
}

/** Stopped after the tests of a file, last started first. */
const running: TestApp[] = [];

/**
 * The application for the tests of a file: started before them and stopped after them. Its members are there when hooks and
 * tests run. Options that are known only then come from a function.
 */
export function useService(options: TestAppOptions | (() => TestAppOptions) = {}): TestApp {
  let service: TestApp | undefined;
  const started = (): TestApp => {
    if (service === undefined) throw new Error('The service starts in beforeAll: use it in hooks and tests.');
    return service;
  };
  beforeAll(async () => {
    service = await startApp(typeof options === 'function' ? options() : options);
    running.push(service);
  });
  afterAll(async () => {
    await running.pop()?.stop();
  });
  return {
    get app() {
      return started().app;
    },
    get api() {
      return started().api;
    },
    get url() {
      return started().url;
    },
    get database() {
      return started().database;
    },
    stop: () => started().stop(),
  };
}

/** The key that encrypts the secrets of webhooks in tests. */
export const WEBHOOK_KEY = Buffer.alloc(32, 'key').toString('base64');

export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await createDatabase());
  await options.prepare?.(database);
  const app = await createApp({
    webhookKey: WEBHOOK_KEY,
    deliversWebhooks: false,
    ...options,
    databaseUrl: database.url,
    databasePoolSize: options.databasePoolSize ?? 5,
    databasePrepare: process.env.TEST_POOLER_PORT === undefined,
    databaseDistributed: options.databaseDistributed ?? process.env.TEST_DISTRIBUTED === 'on',
    rateLimitPerHour: options.rateLimitPerHour ?? 0,
    log: options.log ?? new Log('silent'),
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    app,
    url,
    api: new Api(url),
    database,
    async stop() {
      await app.close();
      if (options.database === undefined) await database.drop();
    },
  };
}
