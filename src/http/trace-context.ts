/** Where a request belongs in the trace of its caller. */
export interface TraceContext {
  readonly traceId: string;
  /** The span of the caller that sent the request. */
  readonly spanId: string;
}

const TRACEPARENT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(-.*)?$/;
const ONLY_ZEROS = /^0+$/;

/** Parses the header `traceparent` (W3C Trace Context). What is not valid counts as absent, as the standard says. */
export function parseTraceparent(header: string | string[] | undefined): TraceContext | undefined {
  if (typeof header !== 'string') return undefined;
  const [, version, traceId, spanId, more] = TRACEPARENT.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || version === 'ff') return undefined;
  // Later versions may have more parts; version 00 has none.
  if (version === '00' && more !== undefined) return undefined;
  return ONLY_ZEROS.test(traceId) || ONLY_ZEROS.test(spanId) ? undefined : { traceId, spanId };
}
