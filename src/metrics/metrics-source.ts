import { type MetricObjectWithValues, type MetricValue, type Registry } from 'prom-client';

/** Where the text comes from that Prometheus reads. */
export interface MetricsSource {
  readonly contentType: string;
  text(): Promise<string>;
}

/** What the registry of a process holds, as one process sends it to another. */
export type ProcessSamples = MetricObjectWithValues<MetricValue<string>>[];

/** No two processes have a series in common: there is nothing to add up, and nothing to leave out. */
export async function samplesOf(registry: Registry): Promise<ProcessSamples> {
  const metrics = await registry.getMetricsAsJSON();
  return metrics.map((metric) => ({ ...metric, aggregator: 'first' }));
}
