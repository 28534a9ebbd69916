import { type SpanContext } from '@opentelemetry/api';
import { type Request } from 'express';
import { Times } from '../database/times';
import { type ApiError } from './api-error';

/** Who sends a request, as far as that is known. */
export interface RecordedCaller {
  readonly tokenId: number;
  readonly companyId?: number | undefined;
  readonly company?: string | undefined;
  readonly personId?: number | undefined;
}

/** The operation of a route. */
export interface RecordedOperation {
  /** The operationId of the OpenAPI document. */
  readonly id: string;
  /** It receives or sends a file, and takes as long as that is large. */
  readonly isFile: boolean;
  /** It has parameters in the query. */
  readonly hasQuery: boolean;
}

/** What is found out about a request on its way, for the log and the metrics. */
export class RequestRecord {
  readonly start = performance.now();
  readonly times = new Times();
  /** Its place in a trace. */
  trace?: SpanContext | undefined;
  operation?: RecordedOperation | undefined;
  caller?: RecordedCaller;
  /** What the response reports. */
  error?: ApiError;
}

export interface RecordedRequest extends Request {
  record: RequestRecord;
}

const OPERATION = 'http:operation';

export function setOperation(operation: Omit<RecordedOperation, 'id'>): MethodDecorator {
  return (_, method, descriptor) => {
    Reflect.defineMetadata(OPERATION, { id: String(method), ...operation }, descriptor.value as object);
  };
}

export const operationOf = (handler: object): RecordedOperation | undefined =>
  Reflect.getMetadata(OPERATION, handler) as RecordedOperation | undefined;
