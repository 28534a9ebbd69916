import { type EventType } from '../events/event-types';
import { randomUUID } from 'node:crypto';
import { type DeliveryAttempt, deliveryAttempts } from '../database/measures';
import { sendDue } from './due-deliveries';
import { LEASE_SECONDS, type LeasedEndpoint } from './endpoint-leases.repository';
import { wantedTypes } from './webhook-types';
import { sendNew } from './new-events';
import { inTrace, traceHeaders } from '../http/trace-context';
import { signedHeaders } from './signature';
import { type DeliveryMessage, type Turn, type TurnServices } from './turn';
import { type Attempt } from './webhook-sender';

/** After so long, in milliseconds, an endpoint makes room for others: nothing is begun any more. */
const TURN = 10_000;
const RENEWAL = 3_000;

/**
 * Sends to one endpoint for a while, under a lease: what is due of its retry list, and the events of the feed behind its
 * position. An event is in the log before the position passes it, so a process that is killed loses none, and the next
 * one sends at most those again that were under way.
 */
export class DeliveryTurn implements Turn {
  types: readonly EventType[] = [];
  private readonly lease = randomUUID();
  private readonly stopped = new AbortController();
  private readonly end = performance.now() + TURN;
  private keys: readonly string[] = [];
  private url = '';
  private leasedUntil = 0;
  private isFailing = false;

  constructor(
    readonly services: TurnServices,
    readonly companyId: number,
    readonly endpointId: number,
    /** Once aborted, nothing is begun. */
    private readonly stopping: AbortSignal,
  ) {}

  /** What is under way when the signal is aborted has no outcome. */
  async run(cutting: AbortSignal): Promise<void> {
    const { leases } = this.services;
    const asked = performance.now();
    const endpoint = await leases.take(this.companyId, this.endpointId, this.lease);
    if (endpoint === undefined) return;
    this.leasedUntil = asked + LEASE_SECONDS * 1_000;
    const stop = (): void => {
      this.stopped.abort();
    };
    cutting.addEventListener('abort', stop);
    // One that fails is tried again: the lease outlasts two of them.
    const renewal = setInterval(() => void this.renew().catch(() => undefined), RENEWAL);
    try {
      if (await this.prepare(endpoint)) await Promise.all([sendNew(this, endpoint.position), sendDue(this)]);
    } finally {
      clearInterval(renewal);
      cutting.removeEventListener('abort', stop);
      await leases.release(this.companyId, this.endpointId, this.lease);
    }
  }

  get goesOn(): boolean {
    const now = performance.now();
    const isStopped = this.stopping.aborted || this.stopped.signal.aborted;
    return now < this.end && now < this.leasedUntil && !isStopped;
  }

  async send({ isTest = false, ...message }: DeliveryMessage): Promise<Attempt | undefined> {
    const { id, type, timestamp, data, traceparent } = message;
    const body = `{"type":"${type}","timestamp":"${timestamp.toISOString()}","data":${data}}`;
    const headers = {
      ...signedHeaders({ id, body }, this.keys),
      ...traceHeaders(traceparent),
    };
    const attempt = await inTrace(traceparent, () =>
      this.services.sender.send(this.url, headers, body, this.stopped.signal),
    );
    if (attempt.response_status === null && this.stopped.signal.aborted) return undefined;
    const measured: DeliveryAttempt = {
      result: attempt.error === null ? 'delivered' : 'failed',
      duration: attempt.latency_ms,
      delay: Date.now() - timestamp.getTime(),
    };
    deliveryAttempts.publish(measured);
    if (!isTest) await this.judge(attempt);
    return attempt;
  }

  async advance(position: string): Promise<boolean> {
    return this.services.leases.advance(this.companyId, this.endpointId, this.lease, position);
  }

  private async prepare({
    url,
    secret,
    previous_secret: previous,
    ...endpoint
  }: LeasedEndpoint): Promise<boolean> {
    const { secrets, leases } = this.services;
    const types = wantedTypes(endpoint.types, endpoint.permissions);
    const key = secrets.decrypt(this.companyId, secret);
    if (types === undefined || key === undefined) {
      await leases.disable(this.companyId, this.endpointId, types === undefined ? 'forbidden' : 'copied');
      return false;
    }
    const previousKey = previous === null ? undefined : secrets.decrypt(this.companyId, previous);
    this.keys = previousKey === undefined ? [key] : [key, previousKey];
    this.types = types;
    this.url = url;
    this.isFailing = endpoint.is_failing;
    return true;
  }

  private async renew(): Promise<void> {
    const asked = performance.now();
    if (await this.services.leases.renew(this.companyId, this.endpointId, this.lease))
      this.leasedUntil = asked + LEASE_SECONDS * 1_000;
    else this.stopped.abort();
  }

  /** What an attempt says of the endpoint. */
  private async judge({ response_status: status, error }: Attempt): Promise<void> {
    const { leases } = this.services;
    if (status === 410) {
      await leases.disable(this.companyId, this.endpointId, 'gone');
      this.stopped.abort();
    } else if (error !== null) {
      this.isFailing = true;
      if (await leases.failed(this.companyId, this.endpointId)) this.stopped.abort();
    } else if (this.isFailing) {
      this.isFailing = false;
      await leases.succeeded(this.companyId, this.endpointId);
    }
  }
}
