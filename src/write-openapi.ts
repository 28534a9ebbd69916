import { mkdirSync, writeFileSync } from 'node:fs';
import { createApp } from './app.setup';
import { failStart } from './config/fail-start';
import { LATEST_VERSION } from './http/api-versions';
import { Log } from './logging/log';
import { createDocument } from './openapi/document';

/** Writes the contract of the latest version into openapi/. Needs no database: nothing is served. */
async function write(): Promise<void> {
  const app = await createApp({
    databaseUrl: 'postgres://localhost/none',
    databasePoolSize: 1,
    rateLimitPerHour: 0,
    connect: false,
    log: new Log('silent'),
  });
  mkdirSync('openapi', { recursive: true });
  writeFileSync(`openapi/${LATEST_VERSION}.json`, `${JSON.stringify(createDocument(app), null, 2)}\n`);
  await app.close();
}

write().catch(failStart);
