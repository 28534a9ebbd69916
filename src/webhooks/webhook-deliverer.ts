import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { CompanyShares } from '../database/company-shares';
import { Log } from '../logging/log';
import { DeliveryTurn } from './delivery-turn';
import { TurnServices } from './turn';
import { type IdleEndpoint, MAX_PENDING } from './endpoint-leases.repository';
import { formatCursor, parseCursor } from '../company-repository/event-cursor';
import { wantedTypes } from './webhook-types';

/** The pause between two looks, in milliseconds: an event is sent within two seconds. */
const INTERVAL = 1_000;
/** How many endpoints a process sends to at once, and how many of one company: all that it can have. */
const TURNS = { total: 256, perCompany: 20, maxWaiting: 0, waitMs: 0 };
/** A position that is so far behind is moved although no event came, in milliseconds: a look shall not read much. */
const SKIP_AFTER = 60_000;
/** How long a stop waits for responses, in milliseconds. */
const STOP_TIMEOUT = 5_000;

const noTurn = new Error('All turns are taken: the endpoint has one after the next look.');

/** Looks every second which endpoints have something to be sent, and sends it. Several processes share the endpoints. */
@Injectable()
export class WebhookDeliverer {
  private readonly stopping = new AbortController();
  private readonly cutting = new AbortController();
  private readonly turns = new CompanyShares(TURNS);
  /** Companies whose look has not ended: a slow one delays no other. */
  private readonly lookedAt = new Set<number>();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly services: TurnServices,
    private readonly log: Log,
  ) {}

  async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.look().catch((error: unknown) => {
        this.report(error);
      });
      await delay(INTERVAL, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Begins nothing more. What is under way gets a moment to end; if it does not, another process sends it again. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const cut = setTimeout(() => {
      this.cutting.abort();
    }, STOP_TIMEOUT);
    await Promise.all(this.running);
    clearTimeout(cut);
  }

  private async look(): Promise<void> {
    for (const companyId of await this.services.leases.companies()) {
      if (this.lookedAt.has(companyId)) continue;
      this.lookedAt.add(companyId);
      const looking = this.lookAt(companyId)
        .catch((error: unknown) => {
          this.report(error);
        })
        .finally(() => {
          this.lookedAt.delete(companyId);
          this.running.delete(looking);
        });
      this.running.add(looking);
    }
  }

  private async lookAt(companyId: number): Promise<void> {
    for (const endpoint of await this.services.leases.idle(companyId)) {
      const hasWork = await this.hasWork(companyId, endpoint);
      if (this.stopping.signal.aborted) return;
      if (hasWork) this.start(companyId, endpoint.id);
    }
  }

  private async hasWork(companyId: number, endpoint: IdleEndpoint): Promise<boolean> {
    if (endpoint.has_due) return true;
    if (endpoint.pending >= MAX_PENDING) return false;
    const types = wantedTypes(endpoint.types, endpoint.permissions);
    // It has to be disabled.
    if (types === undefined) return true;
    const { events, leases, queries } = this.services;
    const after = parseCursor(endpoint.position)!;
    const page = await queries.run(companyId, () =>
      events.list({ scope: { companyId }, after, limit: 1, types }),
    );
    if (page.events.length > 0) return true;
    if (page.next.at > after.at + SKIP_AFTER) await leases.skip(companyId, endpoint, formatCursor(page.next));
    return false;
  }

  private start(companyId: number, endpointId: number): void {
    const turn = (): Promise<void> =>
      new DeliveryTurn(this.services, companyId, endpointId, this.stopping.signal).run(this.cutting.signal);
    const running = this.turns
      .run(companyId, turn, () => noTurn)
      .catch((error: unknown) => {
        if (error !== noTurn) this.report(error);
      })
      .finally(() => this.running.delete(running));
    this.running.add(running);
  }

  private report(error: unknown): void {
    if (!this.stopping.signal.aborted) this.log.warn(`webhooks could not be delivered: ${String(error)}`);
  }
}
