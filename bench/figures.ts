import { type ScenarioName } from './options';
import { type Measured, medianOf, ratios, type Sample } from './rounds';
import { median, type Spread, spread } from './statistics';

/** What a scenario found out. */
export interface Outcome {
  readonly measured?: readonly Measured[];
  /** Counts and times that are not those of a load. */
  readonly figures?: readonly Figure[];
}

export type Results = Partial<Record<ScenarioName, Outcome>>;

export interface Figure extends Spread {
  readonly name: string;
  readonly unit: string;
  /** What was sent, how, and by how many companies. */
  readonly shape: string;
  /** How much of the machine the measures were not given: NaN where it does not matter. */
  readonly noise?: number;
}

/** A share of the machine's CPU time. Where others took more, a ratio is one of two different machines. */
const MAX_NOISE = 0.05;

export const isNoisy = ({ noise = NaN }: Figure): boolean => noise > MAX_NOISE;

/** What each scenario sends. */
export const SHAPES: Readonly<Record<ScenarioName, string>> = {
  create: '1 company, 32 connections, one body',
  'create-8': '1 company, 8 connections, one body',
  'create-many': '32 companies in turn, 32 connections',
  get: '1 company, 32 connections, 1,000 ids in turn',
  list: '1 company, 32 connections, its first page',
  patch: '32 companies in turn, 32 connections, name and value of 1,600 projects in turn',
  mixed:
    '100 companies by Zipf, 32 connections: 60 % gets, 15 % lists of 100, 10 % syncs, 10 % creates, 5 % PATCHes',
  neighbour: '2 companies: 50 creates a second, and an import of another company',
  footprint: '1 company',
  processes: '1 company, 32 connections, one body',
  start: 'one request',
  offsets: '1 company',
  million: '1 company, 32 connections, one body',
};

type Ratio = readonly [
  name: string,
  scenario: ScenarioName,
  one: string,
  other: string,
  what?: 'perSecond' | 'p99',
];

/** Throughput of one ÷ throughput of the other, unless it says something else. */
const RATIOS: readonly Ratio[] = [
  ['create ÷ raw create', 'create', 'service', 'raw'],
  ['create with a new Idempotency-Key ÷ create', 'create', 'service with key', 'service'],
  ['create ÷ plain create', 'create', 'service', 'plain'],
  ['create ÷ pgbench', 'create', 'service', 'pgbench'],
  ['create ÷ pg loop', 'create', 'service', 'pg loop'],
  ['create ÷ raw create, 8 connections', 'create-8', 'service', 'raw'],
  ['create ÷ raw create, 32 companies', 'create-many', 'service', 'raw'],
  ['get ÷ raw get', 'get', 'service', 'raw'],
  ['list of 100 ÷ row_to_json list of 100', 'list', 'service', 'raw'],
  ['PATCH ÷ raw update of the same columns', 'patch', 'service', 'raw'],
  ['mixed load ÷ raw mixed load', 'mixed', 'service', 'raw'],
  [
    'p99 of a neighbour beside an import ÷ quiet',
    'neighbour',
    'neighbour beside an import',
    'quiet neighbour',
    'p99',
  ],
  ['import beside a neighbour ÷ import alone', 'neighbour', 'import beside a neighbour', 'import alone'],
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
  ['CPU of PostgreSQL for a create, 32 companies', 'create-many', 'service', 'postgresCpu', 'ms', 1],
  ['memory (RSS) after creates', 'create', 'service', 'serverMemory', 'MiB', 2 ** 20],
  ['cold start to the first create', 'start', 'service', 'p50', 'ms', 1],
];

/** Those that the scenarios of this run allow. */
export function figuresOf(results: Results): Figure[] {
  const find = (scenario: ScenarioName, name: string): Measured | undefined =>
    results[scenario]?.measured?.find((measured) => measured.name === name);
  const about = (scenario: ScenarioName, ...measured: readonly Measured[]) => ({
    shape: SHAPES[scenario],
    noise: Math.max(...measured.map(noiseOf)),
  });
  const figures: Figure[] = [];
  for (const [name, scenario, one, other, what = 'perSecond'] of RATIOS) {
    const [measured, reference] = [find(scenario, one), find(scenario, other)];
    if (measured === undefined || reference === undefined) continue;
    const values = ratios(measured, reference, what);
    figures.push({ name, unit: '', ...about(scenario, measured, reference), ...spread(values) });
  }
  for (const [name, scenario, who, what, unit, scale] of NUMBERS) {
    const measured = find(scenario, who);
    const values = measured?.samples.map((sample) => sample[what] / scale) ?? [];
    if (measured !== undefined && values.some((value) => !Number.isNaN(value)))
      figures.push({ name, unit, ...about(scenario, measured), ...spread(values) });
  }
  return [...figures, ...Object.values(results).flatMap(({ figures = [] }) => figures)];
}

/** The median over its samples, or NaN where it could not be read. */
function noiseOf({ samples }: Measured): number {
  return median(samples.map(({ stolen, others }) => stolen + others));
}

/** Medians over all measures of the run, as shares of the machine's CPU time. */
export function disturbances(results: Results): { stolen: number; others: number } {
  const all = {
    name: 'all',
    samples: Object.values(results).flatMap(({ measured = [] }) => measured.flatMap(samplesUnderLoad)),
  };
  if (all.samples.length === 0) return { stolen: NaN, others: NaN };
  return { stolen: medianOf(all, 'stolen'), others: medianOf(all, 'others') };
}

function samplesUnderLoad({ samples }: Measured): readonly Sample[] {
  return samples.filter(({ requests }) => requests > 1);
}
