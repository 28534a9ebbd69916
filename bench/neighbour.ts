import { setTimeout as pause } from 'node:timers/promises';
import { type Latencies, latenciesBeside, percentile } from '../test/reliability/latencies';
import { type Context, withServers } from './context';
import { importFile } from './import-file';
import { headers } from './requests';
import { residentMemory, usage } from './process-usage';
import { type Measured, noiseBetween, type Sample } from './rounds';
import { type Server } from './servers';
import { exampleOf, type Tenant } from './tenants';

/** Milliseconds between two creates of the neighbour, whether the former has been answered or not. */
const INTERVAL = 20;
const LINES_A_SECOND = 5_000;

const NAMES = ['quiet neighbour', 'import alone', 'neighbour beside an import', 'import beside a neighbour'];

/**
 * A company creates fifty projects a second, alone and while another company imports a file; and the import, alone and
 * beside it. Each is measured in every round.
 */
export async function measureNeighbour(context: Context): Promise<Measured[]> {
  const { options, postgres } = context;
  const { database } = postgres;
  const [busy, neighbour] = postgres.tenants as [Tenant, Tenant];
  const lines = options.seconds * LINES_A_SECOND;
  const file = `${JSON.stringify(exampleOf(busy))}\n`.repeat(lines);
  return withServers(database, ['service'], async ([server]) => {
    const creates = {
      url: `${server!.url}/api/projects`,
      method: 'POST',
      headers: { ...headers(neighbour), 'Content-Type': 'application/json' },
      body: JSON.stringify(exampleOf(neighbour)),
      status: 201,
      interval: INTERVAL,
    };
    const quiet = (): Promise<Latencies> => latenciesBeside(creates, pause(1_000 * options.seconds));
    const importing = (): Promise<number> => importFile(server!.url, busy, file, lines);
    // Both have to be compiled.
    await latenciesBeside(creates, importing());
    const samples = NAMES.map((): Sample[] => []);
    for (let round = 0; round < options.rounds; round++) {
      const alone = await beginning(context, server!);
      samples[0]!.push(alone.sampleOf(await quiet()));
      const single = await beginning(context, server!);
      samples[1]!.push(single.sampleOf([await importing()], lines));
      const both = await beginning(context, server!);
      const work = importing();
      const beside = await latenciesBeside(creates, work);
      samples[2]!.push(both.sampleOf(beside));
      samples[3]!.push(both.sampleOf([await work], lines));
    }
    return NAMES.map((name, index) => ({ name, samples: samples[index]! }));
  });
}

/** Empties the tables, so that every measure starts alike. */
async function beginning({ postgres: { database, pid } }: Context, server: Server) {
  await database.empty();
  await database.settle();
  const before = usage([server.pid], pid);
  const start = performance.now();
  return {
    /** Of responses that took so many milliseconds each, or of one that stands for many requests. */
    sampleOf(latencies: Latencies, requests = latencies.length): Sample {
      const after = usage([server.pid], pid);
      const seconds = (requests === latencies.length ? performance.now() - start : latencies[0]!) / 1_000;
      return {
        requests,
        perSecond: requests / seconds,
        p50: percentile(latencies, 50),
        p99: percentile(latencies, 99),
        serverCpu: (after.server - before.server) / requests,
        postgresCpu: (after.postgres - before.postgres) / requests,
        generatorCpu: (after.generator - before.generator) / requests,
        serverMemory: residentMemory(server.pid),
        ...noiseBetween(before, after),
      };
    },
  };
}
