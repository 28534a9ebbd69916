import { pauseAfter } from './retry-schedule';
import { type DeliveryStatus } from './webhook-delivery.response.dto';
import { type Attempt } from './webhook-sender';

/** What is stored of a delivery after an attempt, or of one that has to wait without one. */
export interface Outcome {
  readonly status: DeliveryStatus;
  readonly attempt: Attempt | undefined;
  /** Seconds until the next attempt, of a pending one. */
  readonly pause: number | null;
}

/** `attempts` counts this one. */
export function outcomeOf(attempt: Attempt | undefined, attempts: number, isLast = false): Outcome {
  if (attempt === undefined) return { status: 'pending', attempt, pause: 0 };
  if (attempt.error === null) return { status: 'delivered', attempt, pause: null };
  // An endpoint that is gone is asked again once it is enabled.
  return isLast
    ? { status: 'failed', attempt, pause: null }
    : { status: 'pending', attempt, pause: pauseAfter(attempts) };
}

/** Of an event that the endpoint takes no more. */
export const GIVEN_UP: Outcome = {
  status: 'failed',
  pause: null,
  attempt: {
    response_status: null,
    response_body: null,
    latency_ms: 0,
    error: 'the endpoint does not take events of this type any more',
  },
};
