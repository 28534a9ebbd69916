import 'reflect-metadata';
import { startPostgres } from './bench-postgres';
import { createCandidate } from './candidates';
import { endAll } from './children';
import { printComparison } from './comparison';
import { chooseGenerator, type Requests } from './load';
import { createsOf } from './requests';
import { type Candidate, interleave } from './rounds';
import { type Server, startServer } from './servers';

/** What a create costs more with a line of log for each request, with metrics, and in a trace of its caller. */
const COMPANIES = 32;
const CONNECTIONS = 16;
const PACE = { rounds: 9, seconds: 5, warmUpSeconds: 1, firstWarmUpSeconds: 15 };

const VARIANTS: readonly (readonly [name: string, env: Readonly<Record<string, string>>])[] = [
  ['none of them', {}],
  // Measured like the others: what differs is chance.
  ['none of them, once more', {}],
  ['logs', { LOG_LEVEL: 'info' }],
  ['metrics', { METRICS_TOKEN: 'metrics-token-of-thirty-two-chars' }],
  ['traces without an SDK', {}],
];
const TRACED = VARIANTS.at(-1)![0];

async function main(): Promise<void> {
  const generator = chooseGenerator();
  const postgres = await startPostgres();
  const { database, tenants } = postgres;
  const servers: Server[] = [];
  try {
    const creates = createsOf(tenants.slice(0, COMPANIES));
    const candidates: Candidate[] = [];
    for (const [name, env] of VARIANTS) {
      const server = await startServer('service', database.url, env);
      servers.push(server);
      const requests = name === TRACED ? inTrace(creates) : creates;
      const driven = { name, servers: [server], connections: CONNECTIONS, requests, generator };
      candidates.push(createCandidate({ ...driven, database }));
    }
    printComparison('with', await interleave(candidates, PACE, postgres.pid));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    endAll();
    await postgres.stop();
  }
}

function inTrace(requests: Requests): Requests {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const list = requests.list.map((request) => ({ ...request, headers: { ...request.headers, traceparent } }));
  return { ...requests, list };
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
