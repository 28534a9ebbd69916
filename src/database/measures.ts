import { channel } from 'node:diagnostics_channel';

/** A statement, or a transaction, that had a connection or did not get one. */
export interface ConnectionUse {
  /** Waiting for it, in milliseconds. */
  readonly queued: number;
  /** Holding it, in milliseconds. */
  readonly held: number;
}

/** A run of a Batcher. */
export interface BatchRun {
  readonly size: number;
  /** How long its first call waited for it, in milliseconds. */
  readonly queued: number;
}

/** Projects that a statement created. */
export interface Creation {
  readonly count: number;
  readonly by: 'request' | 'import';
}

/** An attempt to deliver an event to a webhook endpoint. */
export interface DeliveryAttempt {
  readonly result: 'delivered' | 'failed';
  /** Of the attempt, in milliseconds. */
  readonly duration: number;
  /** From the event to the end of the attempt, in milliseconds. */
  readonly delay: number;
}

/** A look at how far a reader of the feed and of synced lists may read. */
export interface HorizonLook {
  /** How far that lies behind PostgreSQL's clock, in milliseconds. */
  readonly lag: number;
}

/** Why a request is not counted against the rate limit. */
export type UncountedReason =
  /** The database takes no writes. */
  | 'read_only'
  /** PostgreSQL refuses the statement. */
  | 'refused'
  | 'other';

/** Which server answered a read that the replica may answer: the primary if that lags or fails. */
export type ReplicaRead = 'replica' | 'lagging' | 'failed';

/** What the metrics count. Without a subscriber nothing is published. */
export const connectionUses = channel('projects-api:connection-use');
export const batchRuns = channel('projects-api:batch-run');
export const creations = channel('projects-api:creation');
export const deliveryAttempts = channel('projects-api:delivery-attempt');
export const horizonLooks = channel('projects-api:horizon-look');
/** With an UncountedReason. */
export const uncountedRequests = channel('projects-api:uncounted-request');
/** With a ReplicaRead. */
export const replicaReads = channel('projects-api:replica-read');
