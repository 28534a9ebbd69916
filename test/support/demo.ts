import { openDataSource } from '../../src/database/migrate';
import { ensureDemo } from '../../src/demo/demo';
import { readEnv } from '../../src/config/env';
import { type TestDatabase } from './database';

/** Puts the demo company into a database, as the first start does, with this token for its administrator. */
export async function createDemo(database: TestDatabase): Promise<{ company: string; token: string }> {
  const dataSource = await openDataSource(database.url);
  try {
    const token = 'the-demo-token-of-the-tests-32-characters';
    const { company } = (await ensureDemo(dataSource, readEnv({ DEMO_TOKEN: token })))!;
    return { company, token };
  } finally {
    await dataSource.destroy();
  }
}
