import {
  context,
  createTraceState,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { type IncomingMessage } from 'node:http';

const TRACEPARENT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/;
const ONLY_ZEROS = /^0+$/;
/** Of later versions only this flag is known. */
const KNOWN_FLAGS = TraceFlags.SAMPLED;
/** Of the standard. */
const MAX_TRACESTATE = 512;

type Header = string | string[] | undefined;

/**
 * Parses the headers `traceparent` and `tracestate` (W3C Trace Context). What is not valid counts as absent, as the
 * standard says; of the latter also what is longer than its 512 characters.
 */
export function parseTrace(traceparent: Header, tracestate?: Header): SpanContext | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, version, traceId, spanId, flags, more] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined || version === 'ff')
    return undefined;
  // Later versions may have more parts; version 00 has none.
  if (version === '00' && more !== undefined) return undefined;
  if (ONLY_ZEROS.test(traceId) || ONLY_ZEROS.test(spanId)) return undefined;
  return {
    traceId,
    spanId,
    traceFlags: parseInt(flags, 16) & KNOWN_FLAGS,
    isRemote: true,
    ...(typeof tracestate === 'string' && { traceState: createTraceState(tracestate) }),
  };
}

/** A place in a trace as text: the header `traceparent`, and behind a space `tracestate` if there is one. */
export function formatTrace({ traceId, spanId, traceFlags, traceState }: SpanContext): string {
  const traceparent = `00-${traceId}-${spanId}-0${traceFlags & KNOWN_FLAGS}`;
  const tracestate = traceState?.serialize();
  // An SDK in this process may have a longer one.
  return tracestate && tracestate.length <= MAX_TRACESTATE ? `${traceparent} ${tracestate}` : traceparent;
}

/** The headers of a place in a trace that was stored. */
export function traceHeaders(place: string | null): { traceparent?: string; tracestate?: string } {
  const [, traceparent, tracestate] = /^(\S+)(?: (.+))?$/.exec(place ?? '') ?? [];
  return { ...(traceparent && { traceparent }), ...(tracestate && { tracestate }) };
}

/** Where a request belongs: its own span if an SDK of OpenTelemetry makes one, else the span of the caller that sent it. */
export const traceOf = ({ headers }: IncomingMessage): SpanContext | undefined =>
  trace.getActiveSpan()?.spanContext() ?? parseTrace(headers.traceparent, headers.tracestate);

/** Runs what goes on with a trace that was stored. The spans that an SDK makes meanwhile belong to it. */
export function inTrace<Result>(place: string | null, work: () => Result): Result {
  const { traceparent, tracestate } = traceHeaders(place);
  const parent = parseTrace(traceparent, tracestate);
  return context.with(parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT, work);
}
