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
  /** What the front page tells of a demo company. */
  readonly demo?: FrontPageOptions['demo'];
  /** Webhooks are delivered only if so. */
  readonly deliversWebhooks?: boolean;
  readonly webhookAllowPrivate?: boolean;
  readonly webhookKey?: string | undefined;
  readonly isDiskFull?: () => boolean;
  /** Silent if absent. */
  readonly log?: Log;
  /** That of another application, which then is one more process on it; one of its own if absent. */
  readonly database?: TestDatabase;
}

/** The key that encrypts the secrets of webhooks in tests. */
export const WEBHOOK_KEY = Buffer.alloc(32, 'key').toString('base64');

export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await createDatabase());
  const app = await createApp({
    webhookKey: WEBHOOK_KEY,
    deliversWebhooks: false,
    ...options,
    databaseUrl: database.url,
    databasePoolSize: options.databasePoolSize ?? 5,
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
