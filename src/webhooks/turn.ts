import { type EventType } from '../events/event-types';
import { Injectable } from '@nestjs/common';
import { DeliveryOutcomesRepository } from './delivery-outcomes.repository';
import { EndpointLeasesRepository } from './endpoint-leases.repository';
import { EventsRepository } from '../events/events.repository';
import { WebhookQueries } from './webhook-queries';
import { WebhookSecrets } from './webhook-secrets';
import { type Attempt, WebhookSender } from './webhook-sender';

/** What every turn needs. */
@Injectable()
export class TurnServices {
  constructor(
    readonly events: EventsRepository,
    readonly leases: EndpointLeasesRepository,
    readonly outcomes: DeliveryOutcomesRepository,
    readonly queries: WebhookQueries,
    readonly sender: WebhookSender,
    readonly secrets: WebhookSecrets,
  ) {}
}

export interface DeliveryMessage {
  readonly id: string;
  readonly type: string;
  readonly timestamp: Date;
  /** JSON. */
  readonly data: string;
  /** Of the trace that the delivery belongs to. */
  readonly traceparent: string | null;
  /** Its outcome says nothing of the endpoint. */
  readonly isTest?: boolean;
}

/** A process sends to an endpoint. */
export interface Turn {
  readonly services: TurnServices;
  readonly companyId: number;
  readonly endpointId: number;
  /** Of the events that the endpoint is sent. */
  readonly types: readonly EventType[];
  /** False when the turn is over, or when the lease could have ended: then nothing is begun. */
  readonly goesOn: boolean;
  /** Undefined: the turn was stopped before there was an outcome. */
  send(message: DeliveryMessage): Promise<Attempt | undefined>;
  /** Every event up to the position has a delivery. False: the lease has ended. */
  advance(position: string): Promise<boolean>;
}
