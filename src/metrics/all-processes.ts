import { AggregatorRegistry, collectDefaultMetrics, Registry } from 'prom-client';
import { addEmbeddedDatabase, addGauge, type EmbeddedState } from './gauge';
import { type MetricsSource, type ProcessSamples, samplesOf } from './metrics-source';

export interface AllProcessesOptions {
  readonly embedded: (() => EmbeddedState) | undefined;
  /** Workers that shall serve, that do, and how often one took the place of another that ended. */
  readonly processes: () => Record<'wanted' | 'serving' | 'replaced', number>;
  /** Of those that answer in time. */
  readonly workers: () => Promise<ProcessSamples[]>;
}

/**
 * The metrics of all processes, which the first one has put together. Each series has the number of its process: when a worker is
 * replaced, its counters begin anew, as those of a service that was started again. In a sum over all they would fall, and a rate would jump.
 */
export class AllProcesses implements MetricsSource {
  private readonly registry = new Registry();

  constructor(private readonly options: AllProcessesOptions) {
    this.registry.setDefaultLabels({ process: '0' });
    collectDefaultMetrics({ register: this.registry });
    const { embedded, processes } = options;
    addGauge(this.registry, 'processes', {
      help: 'Processes that serve requests',
      label: 'state',
      read: processes,
    });
    if (embedded !== undefined) addEmbeddedDatabase(this.registry, embedded);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  async text(): Promise<string> {
    const [own, workers] = await Promise.all([samplesOf(this.registry), this.options.workers()]);
    return AggregatorRegistry.aggregate([own, ...workers]).metrics();
  }
}
