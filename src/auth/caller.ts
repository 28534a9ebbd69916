import { type Queries } from '../database/queries';
import { type Deadline } from '../database/deadline';
import { type Times } from '../database/times';
import { type Conditions } from '../http/preconditions';
import { type Permission } from './permissions';

/** The longest slug that a company can have. */
export const MAX_SLUG_LENGTH = 63;

/** A valid token in a company: who it stands for. */
export interface Identity {
  readonly companyId: number;
  readonly personId: number;
  readonly tokenId: number;
  readonly permissions: ReadonlySet<Permission>;
}

/**
 * Who is calling, and how: a person of a company, through a token, by one request. The first argument of every service
 * and repository method, because the company in it is the wall between tenants.
 */
export interface Caller extends Identity, Conditions {
  readonly requestId: string;
  /** Its place in a trace, which what it causes goes on with: traceparent, and tracestate behind a space. */
  readonly traceparent?: string | undefined;
  /** Until when the request may wait. A file may take longer, and has none. */
  readonly deadline?: Deadline | undefined;
  /** Counts the time that its statements take. */
  readonly times?: Times;
  /** The key of a write that stores it by itself, with its effect. */
  readonly idempotencyKey?: IdempotencyKey;
  /** Everything that the request writes belongs into this transaction, which its owner ends. */
  readonly transaction?: Queries;
  /** The request only reads, so a replica may answer. */
  readonly isReading?: boolean;
  /** When the transaction was announced, if it is one of many statements that write. */
  readonly began?: number;
  /** Of a write with a key: collects the permissions that the stored rows asked for. A replay needs them, too. */
  readonly exercised?: Set<Permission>;
}

/** Of a request that moves a file: it takes as long as the file is, and each of its statements has a deadline of its own. */
export const withoutDeadline = (caller: Caller): Caller => ({ ...caller, deadline: undefined });

/** A key that a caller gave a write, and a hash of the whole request. */
export interface IdempotencyKey {
  readonly key: string;
  readonly requestHash: string;
}
