import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { type LoadResult } from './load';
import { type DatabaseLoad } from './load-database';
import { INSERT, insertParameters } from './references/project-sql';
import { percentile } from './statistics';

/** What pgbench does, where it is not installed: connections that insert one project after the other. */
async function main(): Promise<void> {
  const load = JSON.parse(await text(process.stdin)) as DatabaseLoad;
  const clients = Array.from({ length: load.connections }, () => new Client(load.databaseUrl));
  await Promise.all(clients.map((client) => client.connect()));
  const parameters = insertParameters(load.companyId);
  const query = {
    name: INSERT.name,
    text: INSERT.text,
    values: INSERT.parameters.map((key) => parameters[key]),
  };
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + load.seconds * 1_000;
  await Promise.all(
    clients.map(async (client) => {
      for (let from = performance.now(); from < end;) {
        await client.query(query);
        const now = performance.now();
        latencies.push(now - from);
        from = now;
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  await Promise.all(clients.map((client) => client.end()));
  const ascending = Float64Array.from(latencies).sort();
  const result: LoadResult = {
    requests: ascending.length,
    failures: 0,
    unanswered: 0,
    seconds,
    p50: percentile(ascending, 0.5),
    p99: percentile(ascending, 0.99),
  };
  process.stdout.write(JSON.stringify(result));
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
