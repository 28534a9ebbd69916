import { context, ROOT_CONTEXT, type SpanContext, trace, TraceFlags } from '@opentelemetry/api';
import { type IncomingMessage } from 'node:http';

const TRACEPARENT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const ONLY_ZEROS = /^0+$/;
/** Of later versions only this flag is known. */
const KNOWN_FLAGS = TraceFlags.SAMPLED;

/** Parses the header `traceparent` (W3C Trace Context). What is not valid counts as absent, as the standard says. */
export function parseTraceparent(header: string | string[] | undefined): SpanContext | undefined {
  if (typeof header !== 'string') return undefined;
  const [, version, traceId, spanId, flags, more] = TRACEPARENT.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined || version === 'ff')
    return undefined;
  // Later versions may have more parts; version 00 has none.
  if (version === '00' && more !== undefined) return undefined;
  if (ONLY_ZEROS.test(traceId) || ONLY_ZEROS.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: parseInt(flags, 16) & KNOWN_FLAGS, isRemote: true };
}

export const formatTraceparent = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-0${traceFlags & KNOWN_FLAGS}`;

/** Where a request belongs: its own span if an SDK of OpenTelemetry makes one, else the span of the caller that sent it. */
export const traceOf = ({ headers }: IncomingMessage): SpanContext | undefined =>
  trace.getActiveSpan()?.spanContext() ?? parseTraceparent(headers.traceparent);

/** Runs what goes on with a trace that was stored. The spans that an SDK makes meanwhile belong to it. */
export function inTrace<Result>(traceparent: string | null, work: () => Result): Result {
  const parent = parseTraceparent(traceparent ?? undefined);
  return context.with(parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT, work);
}
