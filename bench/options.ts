import { parseArgs } from 'node:util';

export const SCENARIOS = [
  'create',
  'create-8',
  'create-many',
  'get',
  'list',
  'patch',
  'mixed',
  'neighbour',
  'footprint',
  'processes',
  'start',
  'offsets',
  'million',
] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

const OF_A_MILLION: readonly ScenarioName[] = ['offsets', 'million'];

export interface Options {
  readonly isQuick: boolean;
  readonly scenarios: readonly ScenarioName[];
  readonly rounds: number;
  /** Of a measure, and of the warm-up before it. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Of the first warm-up of each server: V8 compiles what a request runs for its first thousands of requests. */
  readonly firstWarmUpSeconds: number;
}

export const USAGE = `npm run bench -- [--quick] [--only ${SCENARIOS.join(',')}] [--rounds <3 or more>]`;

/** Fails with what is wrong: a misspelt scenario must not look like a run of everything. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean' }, only: { type: 'string' }, rounds: { type: 'string' } },
  });
  const isQuick = values.quick ?? false;
  const rounds = Number(values.rounds ?? '3');
  if (!Number.isInteger(rounds) || rounds < 3) throw new Error(`--rounds must be 3 or more. ${USAGE}`);
  return {
    isQuick,
    scenarios: chosen(values.only, isQuick),
    rounds,
    seconds: isQuick ? 2 : 8,
    warmUpSeconds: isQuick ? 0.5 : 1,
    firstWarmUpSeconds: isQuick ? 2 : 20,
  };
}

function chosen(only: string | undefined, isQuick: boolean): readonly ScenarioName[] {
  // A million rows take longer to make than a quick run may take.
  if (only === undefined) return SCENARIOS.filter((name) => !isQuick || !OF_A_MILLION.includes(name));
  const names = only.split(',');
  const unknown = names.find((name) => !(SCENARIOS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`There is no scenario "${unknown}". ${USAGE}`);
  return SCENARIOS.filter((name) => names.includes(name));
}
