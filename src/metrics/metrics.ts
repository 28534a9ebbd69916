import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Inject, Injectable, type OnApplicationShutdown, Optional } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { serviceVersion } from '../config/version';
import { Database } from '../database/database';
import {
  type BatchRun,
  batchRuns,
  type ConnectionUse,
  connectionUses,
  type Creation,
  creations,
  type DeliveryAttempt,
  deliveryAttempts,
  type HorizonLook,
  horizonLooks,
  type ReplicaRead,
  replicaReads,
  type UncountedReason,
  uncountedRequests,
} from '../database/measures';
import { type RequestListener } from '../http/access-log';
import { ServiceUnavailableError } from '../http/api-error';
import { countedNames } from '../http/logged-names';
import { BulkShares } from '../projects/bulk/bulk-shares';
import { addEmbeddedDatabase, addGauge, type EmbeddedState, PREFIX } from './gauge';
import { type MetricsSource, type ProcessSamples, samplesOf } from './metrics-source';
import { type WorkerMetrics } from './metrics.options';

export const EMBEDDED_STATE = Symbol('state of the embedded PostgreSQL');
export const WORKER_METRICS = Symbol('the metrics of a worker');

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** An event waits for the retries of an endpoint, up to days. */
const DELAYS = [0.1, 0.5, 1, 2.5, 5, 10, 60, 300, 3_600, 43_200, 86_400, 259_200];
const SIZES = [1, 2, 4, 8, 16, 32, 64];
const REPLICA_READS: readonly ReplicaRead[] = ['replica', 'lagging', 'failed'];
const UNCOUNTED_REASONS: readonly UncountedReason[] = ['read_only', 'refused', 'other'];

/**
 * What Prometheus reads of this process. Labels have few values that are known beforehand: no company, no person, no
 * path.
 */
@Injectable()
export class Metrics implements MetricsSource, OnApplicationShutdown {
  private readonly registry = new Registry();

  private readonly requests = this.histogram('http_request_duration_seconds', {
    help: 'Time from the headers of a request to the end of its response',
    labelNames: ['operation', 'status'],
  });
  private readonly errors = this.counter('http_errors_total', {
    help: 'Responses with an error, by its key',
    labelNames: ['operation', 'key'],
  });
  private readonly failures = this.counter('http_field_failures_total', {
    help: 'Responses with an error that names a field, by the key of the error',
    labelNames: ['key', 'field'],
  });
  private readonly replays = this.counter('idempotency_replays_total', {
    help: 'Responses that an Idempotency-Key brought again',
  });
  private readonly connectionWaits = this.histogram('database_connection_wait_seconds', {
    help: 'Time that a statement or transaction waited for a connection',
  });
  private readonly connectionHolds = this.histogram('database_connection_hold_seconds', {
    help: 'Time that a statement or transaction had a connection',
  });
  private readonly batchSizes = this.histogram('batch_size', {
    help: 'Requests that shared a statement',
    buckets: SIZES,
  });
  private readonly batchWaits = this.histogram('batch_wait_seconds', {
    help: 'Time that the first request of a batch waited for the batch before it',
  });
  private readonly created = this.counter('projects_created_total', {
    help: 'Projects that statements created, those of an atomic import that is undone included',
    labelNames: ['by'],
  });

  private readonly feedLag = this.histogram('feed_lag_seconds', {
    help: 'How far behind the clock the feed and synced lists could be read, when they were',
  });
  private readonly deliveries = this.histogram('webhook_delivery_duration_seconds', {
    help: 'Time of an attempt to deliver an event to a webhook endpoint',
    labelNames: ['result'],
  });
  private readonly deliveryDelays = this.histogram('webhook_delivery_delay_seconds', {
    help: 'Time from an event to the end of an attempt that delivered it',
    buckets: DELAYS,
  });

  private readonly uncounted = this.counter('rate_limit_uncounted_total', {
    help: 'Requests that were answered without a rate limit, as the database did not count them',
    labelNames: ['reason'],
  });

  private readonly replicated = this.counter('replica_reads_total', {
    help: 'Reads that the replica may answer: those that it did, and those that the primary did as it lags or fails',
    labelNames: ['result'],
  });

  private readonly connectionUsed = (use: unknown): void => {
    const { queued, held } = use as ConnectionUse;
    this.connectionWaits.observe(queued / 1_000);
    this.connectionHolds.observe(held / 1_000);
  };

  private readonly batchRun = (run: unknown): void => {
    const { size, queued } = run as BatchRun;
    this.batchSizes.observe(size);
    this.batchWaits.observe(queued / 1_000);
  };

  private readonly projectsCreated = (creation: unknown): void => {
    const { by, count } = creation as Creation;
    this.created.inc({ by }, count);
  };

  private readonly attemptMade = (attempt: unknown): void => {
    const { result, duration, delay } = attempt as DeliveryAttempt;
    this.deliveries.observe({ result }, duration / 1_000);
    if (result === 'delivered') this.deliveryDelays.observe(Math.max(0, delay) / 1_000);
  };

  private readonly horizonSeen = (look: unknown): void => {
    this.feedLag.observe((look as HorizonLook).lag / 1_000);
  };

  private readonly requestUncounted = (reason: unknown): void => {
    this.uncounted.inc({ reason: reason as UncountedReason });
  };

  private readonly readReplicated = (result: unknown): void => {
    this.replicated.inc({ result: result as ReplicaRead });
  };

  private readonly measures = [
    [connectionUses, this.connectionUsed],
    [batchRuns, this.batchRun],
    [creations, this.projectsCreated],
    [deliveryAttempts, this.attemptMade],
    [horizonLooks, this.horizonSeen],
    [uncountedRequests, this.requestUncounted],
    [replicaReads, this.readReplicated],
  ] as const;

  constructor(
    database: Database,
    bulk: BulkShares,
    @Optional() @Inject(EMBEDDED_STATE) embedded?: () => EmbeddedState,
    @Optional() @Inject(WORKER_METRICS) private readonly worker?: WorkerMetrics,
  ) {
    if (worker !== undefined) this.registry.setDefaultLabels({ process: String(worker.number) });
    collectDefaultMetrics({ register: this.registry });
    const version = serviceVersion();
    addGauge(this.registry, 'build_info', {
      help: 'The version of the service',
      label: 'version',
      read: () => ({ [version]: 1 }),
    });
    addGauge(this.registry, 'database_connections', {
      help: 'Connections of the pool, and who waits for one',
      label: 'state',
      read: () => ({ ...database.connectionCounts }),
    });
    addGauge(this.registry, 'files_running', {
      help: 'Imports and exports that are received or sent',
      label: 'kind',
      read: () => ({ ...bulk.running }),
    });
    if (embedded !== undefined) addEmbeddedDatabase(this.registry, embedded);
    this.created.inc({ by: 'request' }, 0);
    this.created.inc({ by: 'import' }, 0);
    for (const result of REPLICA_READS) this.replicated.inc({ result }, 0);
    for (const reason of UNCOUNTED_REASONS) this.uncounted.inc({ reason }, 0);
    for (const [channel, listener] of this.measures) subscribe(channel.name, listener);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Of this process, or of all if it is one of several. */
  async text(): Promise<string> {
    if (this.worker === undefined) return this.registry.metrics();
    return this.worker.ofAll().catch(() => {
      throw new ServiceUnavailableError(
        'The first process of the service, which has the metrics of all, does not answer. Try again in a moment.',
      );
    });
  }

  /** Of this process alone. */
  async samples(): Promise<ProcessSamples> {
    return samplesOf(this.registry);
  }

  readonly requestEnded: RequestListener = ({ record }, response, milliseconds) => {
    const operation = record.operation?.id ?? 'none';
    const { statusCode } = response;
    this.requests.observe({ operation, status: `${Math.floor(statusCode / 100)}xx` }, milliseconds / 1_000);
    if (record.error !== undefined) {
      const { key, failures = [] } = record.error;
      this.errors.inc({ operation, key });
      for (const field of countedNames(failures)) this.failures.inc({ key, field });
    }
    if (response.hasHeader('Idempotency-Replayed')) this.replays.inc();
  };

  onApplicationShutdown(): void {
    for (const [channel, listener] of this.measures) unsubscribe(channel.name, listener);
    this.registry.clear();
  }

  private histogram<Label extends string>(
    name: string,
    options: { help: string; labelNames?: readonly Label[]; buckets?: number[] },
  ): Histogram<Label> {
    return new Histogram({
      name: PREFIX + name,
      buckets: SECONDS,
      ...options,
      registers: [this.registry],
    });
  }

  private counter<Label extends string>(
    name: string,
    options: { help: string; labelNames?: readonly Label[] },
  ): Counter<Label> {
    return new Counter({ name: PREFIX + name, ...options, registers: [this.registry] });
  }
}
