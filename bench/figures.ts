import { type ScenarioName } from './options';
import { type Measured, medianOf, ratios, type Sample } from './rounds';
import { type Spread, spread } from './statistics';

export type Results = Partial<Record<ScenarioName, readonly Measured[]>>;

export interface Figure extends Spread {
  readonly name: string;
  readonly unit: string;
}

/** Throughput of one ÷ throughput of the other. */
const RATIOS: readonly (readonly [name: string, scenario: ScenarioName, one: string, other: string])[] = [
  ['create ÷ raw create', 'create', 'service', 'raw'],
  ['create with a new Idempotency-Key ÷ create', 'create', 'service with key', 'service'],
  ['create ÷ plain create', 'create', 'service', 'plain'],
  ['create ÷ pgbench', 'create', 'service', 'pgbench'],
  ['create ÷ pg loop', 'create', 'service', 'pg loop'],
  ['create ÷ raw create, 8 connections', 'create-8', 'service', 'raw'],
  ['get ÷ raw get', 'get', 'service', 'raw'],
  ['list of 100 ÷ raw list of 100', 'list', 'service', 'raw'],
  ['create beside 1,000,000 projects ÷ beside 1,000', 'million', '1,000,000 projects', '1,000 projects'],
  ['create on two processes ÷ on one', 'processes', 'two processes', 'one process'],
];

/** Numbers of the service alone. */
const NUMBERS: readonly (readonly [
  name: string,
  scenario: ScenarioName,
  who: string,
  what: keyof Sample,
  unit: string,
  scale: number,
])[] = [
  ['CPU of the service for a create', 'create', 'service', 'serverCpu', 'ms', 1],
  ['CPU of PostgreSQL for a create', 'create', 'service', 'postgresCpu', 'ms', 1],
  ['memory (RSS) after creates', 'create', 'service', 'serverMemory', 'MiB', 2 ** 20],
  ['cold start to the first create', 'start', 'service', 'p50', 'ms', 1],
];

/** Those that the scenarios of this run allow. */
export function figuresOf(results: Results): Figure[] {
  const find = (scenario: ScenarioName, name: string): Measured | undefined =>
    results[scenario]?.find((measured) => measured.name === name);
  const figures: Figure[] = [];
  for (const [name, scenario, one, other] of RATIOS) {
    const [measured, reference] = [find(scenario, one), find(scenario, other)];
    if (measured === undefined || reference === undefined) continue;
    figures.push({ name, unit: '', ...spread(ratios(measured, reference)) });
  }
  for (const [name, scenario, who, what, unit, scale] of NUMBERS) {
    const values = find(scenario, who)?.samples.map((sample) => sample[what] / scale) ?? [];
    if (values.some((value) => !Number.isNaN(value))) figures.push({ name, unit, ...spread(values) });
  }
  return figures;
}

/** Medians over all measures of the run, as shares of the machine's CPU time. */
export function disturbances(results: Results): { stolen: number; others: number } {
  const all = {
    name: 'all',
    samples: Object.values(results).flatMap((list) => list.flatMap(samplesUnderLoad)),
  };
  if (all.samples.length === 0) return { stolen: NaN, others: NaN };
  return { stolen: medianOf(all, 'stolen'), others: medianOf(all, 'others') };
}

function samplesUnderLoad({ samples }: Measured): readonly Sample[] {
  return samples.filter(({ requests }) => requests > 1);
}
