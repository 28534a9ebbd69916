import { type EmbeddedState } from './gauge';

/** Where the metrics are served. */
export interface MetricsOptions {
  /** On a port of their own; if absent, on that of the service. */
  readonly port?: number | undefined;
  /** Who reads them must send it. Only a port of their own may do without. */
  readonly token?: string | undefined;
}

/** The part of one of several processes. */
export interface WorkerMetrics {
  /** Its label: one that takes the place of another has the same. */
  readonly number: number;
  /** The text of all processes. */
  readonly ofAll: () => Promise<string>;
}

export interface MetricsModuleOptions extends MetricsOptions {
  readonly host: string;
  /** Absent without an embedded PostgreSQL. */
  readonly embedded?: (() => EmbeddedState) | undefined;
  /** Absent in a process that serves alone. */
  readonly worker?: WorkerMetrics | undefined;
}

export const METRICS_TOKEN = Symbol('token of the metrics');
