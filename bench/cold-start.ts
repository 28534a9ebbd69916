import { type Context, withServers } from './context';
import { createRequests, sendOnce } from './requests';
import { residentMemory, usage } from './process-usage';
import { type Measured, type Sample } from './rounds';
import { type ServerName } from './servers';

const NAMES: readonly ServerName[] = ['service', 'raw', 'plain'];

/** From the start of the process to its first acknowledged create, on a database that is up and has its schema. */
export async function measureStarts(context: Context): Promise<Measured[]> {
  const samples = new Map<ServerName, Sample[]>(NAMES.map((name) => [name, []]));
  for (let round = 0; round < context.options.rounds; round++) {
    const order = round % 2 === 0 ? NAMES : [...NAMES].reverse();
    for (const name of order) samples.get(name)!.push(await measureStart(context, name));
  }
  return NAMES.map((name) => ({ name, samples: samples.get(name)! }));
}

async function measureStart(context: Context, name: ServerName): Promise<Sample> {
  const { database, access, pid } = context.postgres;
  await database.empty();
  const before = usage([], pid);
  const start = performance.now();
  return withServers(database, [name], async ([server]) => {
    await sendOnce(server!.url, createRequests(access, name));
    const elapsed = performance.now() - start;
    const after = usage([server!.pid], pid);
    const total = after.machine.total - before.machine.total;
    return {
      requests: 1,
      perSecond: 1_000 / elapsed,
      p50: elapsed,
      p99: elapsed,
      serverCpu: after.server,
      postgresCpu: after.postgres - before.postgres,
      generatorCpu: NaN,
      serverMemory: residentMemory(server!.pid),
      stolen: (after.machine.stolen - before.machine.stolen) / total,
      others: NaN,
    };
  });
}
