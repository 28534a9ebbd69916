import { type EmbeddedState } from './metrics';

/** Where the metrics are served. */
export interface MetricsOptions {
  /** On a port of their own; if absent, on that of the service. */
  readonly port?: number | undefined;
  /** Who reads them must send it. Only a port of their own may do without. */
  readonly token?: string | undefined;
}

export interface MetricsModuleOptions extends MetricsOptions {
  readonly host: string;
  /** Absent without an embedded PostgreSQL. */
  readonly embedded?: (() => EmbeddedState) | undefined;
}

export const METRICS_TOKEN = Symbol('token of the metrics');
