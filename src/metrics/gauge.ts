import { Gauge, type Registry } from 'prom-client';

/** What the names of all series of the service begin with. */
export const PREFIX = 'projects_api_';

/** Read when Prometheus asks. */
export function addGauge(
  registry: Registry,
  name: string,
  { help, label, read }: { help: string; label: string; read: () => Record<string, number> },
): void {
  const gauge = new Gauge({
    name: PREFIX + name,
    help,
    labelNames: [label],
    registers: [registry],
    collect() {
      for (const [value, count] of Object.entries(read())) gauge.set({ [label]: value }, count);
    },
  });
}

/** The state of the embedded PostgreSQL. */
export interface EmbeddedState {
  readonly isRunning: boolean;
  /** How often it ended by itself and was started again. */
  readonly restarts: number;
}

export function addEmbeddedDatabase(registry: Registry, embedded: () => EmbeddedState): void {
  addGauge(registry, 'embedded_database', {
    help: 'The embedded PostgreSQL',
    label: 'state',
    read() {
      const { isRunning, restarts } = embedded();
      return { running: Number(isRunning), restarts };
    },
  });
}
