/** What one of an operation costs. */
export interface Cost {
  readonly operation: string;
  readonly count: number;
  /** Milliseconds of CPU time. */
  readonly server: number;
  readonly postgres: number;
  /** Bytes. */
  readonly log: number;
  readonly disk: number;
}

/** How often a company of some fifty persons does it in a year. */
export const YEAR: Readonly<Record<string, number>> = {
  create: 1_000,
  'change of a name and a value': 20_000,
  'read of a project': 200_000,
  'list of 100 projects': 20_000,
  '100 events of the feed': 20_000,
};
const YEARS = 10;
/** Of a year with 2,000 working hours, the busiest one has twice its share. */
const PEAK_HOURS = 1_000;
const WORKING_DAYS = 250;

export const COMPANIES = [1, 100, 1_000, 10_000, 100_000] as const;

export interface Projection {
  readonly companies: number;
  /** After ten years. */
  readonly projects: number;
  readonly disk: number;
  /** In the busiest hour. */
  readonly requestsPerSecond: number;
  readonly serverCores: number;
  readonly postgresCores: number;
  /** Bytes. */
  readonly logPerDay: number;
}

export function projectionFor(companies: number, costs: readonly Cost[]): Projection {
  const inYear = (of: (cost: Cost) => number): number =>
    companies * costs.reduce((sum, cost) => sum + (YEAR[cost.operation] ?? 0) * of(cost), 0);
  const inPeakSecond = (of: (cost: Cost) => number): number => inYear(of) / PEAK_HOURS / 3_600;
  return {
    companies,
    projects: companies * YEAR.create! * YEARS,
    disk: inYear(({ disk }) => disk) * YEARS,
    requestsPerSecond: inPeakSecond(() => 1),
    serverCores: inPeakSecond(({ server }) => server) / 1_000,
    postgresCores: inPeakSecond(({ postgres }) => postgres) / 1_000,
    logPerDay: inYear(({ log }) => log) / WORKING_DAYS,
  };
}
