import { type NextFunction, type Request, type Response } from 'express';
import { type Log, type RequestLine } from '../logging/log';
import { loggedNames } from './logged-names';
import { type IdentifiedRequest } from './request-id';
import { type RecordedRequest, RequestRecord } from './request-record';
import { traceOf } from './trace-context';

/** Takes a request that has ended. */
export type RequestListener = (
  request: RecordedRequest & IdentifiedRequest,
  response: Response,
  milliseconds: number,
) => void;

/** Gives each request its record, and reports it when its response has ended or its connection is lost. */
export function recordRequests(...listeners: readonly RequestListener[]) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const recorded = request as RecordedRequest & IdentifiedRequest;
    const record = new RequestRecord();
    record.trace = traceOf(request);
    recorded.record = record;
    response.once('close', () => {
      const milliseconds = performance.now() - record.start;
      for (const listener of listeners) listener(recorded, response, milliseconds);
    });
    next();
  };
}

/** One log line for each request, and a warning if it took `slowMs` or longer; 0 warns of none. */
export function accessLog(log: Log, slowMs: number): RequestListener {
  return (request, response, milliseconds) => {
    const isSlow = slowMs > 0 && milliseconds >= slowMs && request.record.operation?.isFile !== true;
    if (log.writesRequests(isSlow)) log.requestDone(lineOf(request, response, milliseconds), isSlow);
  };
}

/** Neither headers nor query nor body: filters and fields may hold personal data. */
function lineOf(
  request: RecordedRequest & IdentifiedRequest,
  response: Response,
  milliseconds: number,
): RequestLine {
  const { times, operation, caller, error, trace } = request.record;
  const { route } = request as { route?: { readonly path: string } };
  return {
    id: request.id,
    method: request.method,
    path: pathOf(request),
    // Absent is left out of the line.
    route: route?.path.replaceAll('\\', ''),
    operation: operation?.id,
    status: response.statusCode,
    aborted: response.writableFinished ? undefined : true,
    duration_ms: tenths(milliseconds),
    queue_ms: tenths(times.queued),
    database_ms: tenths(times.inDatabase),
    company_id: caller?.companyId,
    company: caller?.company,
    person_id: caller?.personId,
    token_id: caller?.tokenId,
    key: error?.key,
    fields: error?.failures && loggedNames(error.failures),
    replayed: response.hasHeader('Idempotency-Replayed') ? true : undefined,
    trace_id: trace?.traceId,
    span_id: trace?.spanId,
  };
}

const MAX_PATH_LENGTH = 200;

/** A token in it was sent to the wrong place, but it is valid all the same. */
function pathOf({ path }: Request): string {
  const shown = path.length <= MAX_PATH_LENGTH ? path : `${path.slice(0, MAX_PATH_LENGTH)}…`;
  return shown.includes('pat_') ? shown.replace(/pat_[^/]*/g, 'pat_…') : shown;
}

const tenths = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;
