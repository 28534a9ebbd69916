import { rm } from 'node:fs/promises';

export default async function globalTeardown(): Promise<void> {
  await globalThis.stopPostgres?.();
  await rm(process.env.TEST_POSTGRES_FOLDER!, { recursive: true, force: true });
}
