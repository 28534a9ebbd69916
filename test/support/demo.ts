import { openDataSource } from '../../src/database/migrate';
import { ensureDemo } from '../../src/demo/demo';
import { readEnv } from '../../src/config/env';
import { type TestDatabase } from './database';

/** Puts the demo company into a database, as the first start does, with this token for its administrator. */
export async function createDemo(database: TestDatabase): Promise<{ company: string; token: string }> {
  const dataSource = await openDataSource(database.url);
  try {
    const env = readEnv({ DEMO_TOKEN: 'the-demo-token-of-the-tests-32-characters' });
    return (await ensureDemo(dataSource, env))!;
  } finally {
    await dataSource.destroy();
  }
}
