import { Client } from 'pg';
import { findRunningPostgres, startEmbeddedPostgres } from '../../src/embedded-postgres/cluster';

/**
 * A service reduced to its database, to be killed by tests. Tells what happens as lines of JSON. A Ctrl-C makes it
 * finish its last work first, which needs the database to be still there a moment later.
 */
async function main(dataFolder: string): Promise<void> {
  const postgres = await startEmbeddedPostgres({ dataFolder });
  const foundUrl = (await findRunningPostgres(dataFolder))?.url;
  process.once('SIGINT', () => {
    setTimeout(() => {
      void finish(postgres.url).then(async (lastWork) => {
        await postgres.stop();
        report({ lastWork });
      });
    }, 200);
  });
  // Afterwards: who reads it may press Ctrl-C at once.
  report({ url: postgres.url, foundUrl });
}

async function finish(url: string): Promise<string> {
  const client = new Client(url);
  try {
    await client.connect();
    return (await client.query<{ text: string }>("SELECT 'done' AS text")).rows[0]!.text;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function report(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

main(process.argv[2]!).catch((error: unknown) => {
  const { name, message } = error as Error;
  report({ name, error: message });
});
