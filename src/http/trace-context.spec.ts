import { formatTrace, parseTrace, traceHeaders } from './trace-context';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('parseTrace', () => {
  it.each([
    ['version 00', `00-${TRACE}-${SPAN}-01`],
    ['a later version', `cc-${TRACE}-${SPAN}-01`],
    ['a later version with more parts', `cc-${TRACE}-${SPAN}-01-what-the-future-holds`],
  ])('reads %s', (_, header) => {
    expect(parseTrace(header)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 1, isRemote: true });
  });

  it.each([
    ['none', undefined],
    ['two headers', [`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`]],
    ['an empty header', ''],
    ['the forbidden version', `ff-${TRACE}-${SPAN}-01`],
    ['version 00 with more parts', `00-${TRACE}-${SPAN}-01-more`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['capital letters', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a short trace', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['no flags', `00-${TRACE}-${SPAN}`],
    ['a line break', `00-${TRACE}-${SPAN}-01\n`],
    ['something else', 'Bearer pat_secret'],
  ])('takes for absent: %s', (_, header) => {
    expect(parseTrace(header)).toBeUndefined();
  });
});

describe('formatTrace', () => {
  it.each([
    ['what was sampled', `00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`],
    ['what was not', `00-${TRACE}-${SPAN}-00`, `00-${TRACE}-${SPAN}-00`],
    ['a later version, as far as it is known', `cc-${TRACE}-${SPAN}-ff-more`, `00-${TRACE}-${SPAN}-01`],
  ])('writes %s', (_, header, written) => {
    expect(formatTrace(parseTrace(header)!)).toBe(written);
  });
});

describe('tracestate', () => {
  const traceparent = `00-${TRACE}-${SPAN}-01`;
  const member = (count: number): string => `v${count}=${'x'.repeat(count)}`;

  it.each([
    ['none', undefined, {}],
    ['an empty one', '', {}],
    ['what is no list', 'a header', {}],
    ['a line break', 'a=b\nX-Other: 1', {}],
    ['513 characters', `a=${'x'.repeat(255)},b=${'x'.repeat(253)}`, {}],
    ['512 characters', `a=${'x'.repeat(255)},b=${'x'.repeat(252)}`, 'as it is'],
    ['two vendors', 'congo=t61rcWkgMzE,rojo@v=00f067aa0ba902b7', 'as it is'],
    ['spaces around a comma', 'a=1 , b=2', { tracestate: 'a=1,b=2' }],
    ['one member that is not valid', `a=1,B C=2,${member(3)}`, { tracestate: `a=1,${member(3)}` }],
  ])('goes on with %s', (_, tracestate, kept) => {
    expect(traceHeaders(formatTrace(parseTrace(traceparent, tracestate)!))).toEqual({
      traceparent,
      ...(kept === 'as it is' ? { tracestate } : (kept as object)),
    });
  });

  it('is nothing without a traceparent', () => {
    expect(parseTrace(undefined, 'a=1')).toBeUndefined();
    expect(traceHeaders(null)).toEqual({});
  });
});
