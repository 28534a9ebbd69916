import { type LoadResult } from './load';
import { residentMemory, type Usage, usage } from './process-usage';
import { median } from './statistics';

/** Something to measure beside others. */
export interface Candidate {
  readonly name: string;
  /** Processes whose CPU time and memory are the server's. */
  readonly pids: readonly number[];
  /** Right before a measure: the data as it is at the beginning of every measure. */
  prepare(): Promise<void>;
  drive(seconds: number): Promise<LoadResult>;
  /** Right after a measure. Fails if what was answered is not what was done. */
  verify(result: LoadResult): Promise<void>;
}

/** One measure. CPU times are milliseconds for each request; NaN where there is nothing to read them from. */
export interface Sample {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly serverCpu: number;
  readonly postgresCpu: number;
  readonly generatorCpu: number;
  /** Bytes, right after the measure. */
  readonly serverMemory: number;
  /** Shares of all CPU time of the machine during the measure. */
  readonly stolen: number;
  readonly others: number;
}

export interface Measured {
  readonly name: string;
  readonly samples: readonly Sample[];
}

export interface Pace {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly firstWarmUpSeconds: number;
}

/**
 * One at a time, in rounds: what disturbs the machine for a while disturbs all candidates alike. Each second round goes
 * the other way round, so that none always follows the same one.
 */
export async function interleave(
  candidates: readonly Candidate[],
  pace: Pace,
  postmasterPid: number,
): Promise<Measured[]> {
  const samples = new Map<Candidate, Sample[]>(candidates.map((candidate) => [candidate, []]));
  for (let round = 0; round < pace.rounds; round++) {
    const order = round % 2 === 0 ? candidates : [...candidates].reverse();
    for (const candidate of order) {
      // A process that has just started has yet to compile what it runs often.
      await candidate.drive(round === 0 ? pace.firstWarmUpSeconds : pace.warmUpSeconds);
      samples.get(candidate)!.push(await measure(candidate, pace.seconds, postmasterPid));
    }
  }
  return [...samples].map(([{ name }, taken]) => ({ name, samples: taken }));
}

async function measure(candidate: Candidate, seconds: number, postmasterPid: number): Promise<Sample> {
  await candidate.prepare();
  const before = usage(candidate.pids, postmasterPid);
  const result = await candidate.drive(seconds);
  const after = usage(candidate.pids, postmasterPid);
  if (result.failures > 0 || result.requests === 0)
    throw new Error(`${candidate.name}: ${result.requests} requests succeeded, ${result.failures} failed`);
  await candidate.verify(result);

  const [server, postgres, generator] = (['server', 'postgres', 'generator'] as const).map(
    (who) => after[who] - before[who],
  ) as [number, number, number];
  return {
    requests: result.requests,
    perSecond: result.requests / result.seconds,
    p50: result.p50,
    p99: result.p99,
    serverCpu: server / result.requests,
    postgresCpu: postgres / result.requests,
    generatorCpu: generator / result.requests,
    serverMemory: candidate.pids.reduce((sum, pid) => sum + residentMemory(pid), 0) || NaN,
    ...noiseBetween(before, after),
  };
}

/** What the measure did not use of the machine itself. */
export function noiseBetween(before: Usage, after: Usage): Pick<Sample, 'stolen' | 'others'> {
  const used = (of: (taken: Usage) => number): number => of(after) - of(before);
  const total = used(({ machine }) => machine.total);
  const own = used(({ server, postgres, generator }) => (server || 0) + postgres + generator);
  return {
    stolen: used(({ machine }) => machine.stolen) / total,
    others: Math.max(0, used(({ machine }) => machine.busy) - own) / total,
  };
}

/** How much one reaches of the other, round by round, since the two of a round had the same weather. */
export function ratios(one: Measured, other: Measured, what: 'perSecond' | 'p99'): number[] {
  return one.samples.map((sample, round) => sample[what] / other.samples[round]![what]);
}

/** The median of one number of the samples. */
export function medianOf({ samples }: Measured, what: keyof Sample): number {
  return median(samples.map((sample) => sample[what]));
}
