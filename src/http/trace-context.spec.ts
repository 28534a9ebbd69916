import { formatTraceparent, parseTraceparent } from './trace-context';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('parseTraceparent', () => {
  it.each([
    ['version 00', `00-${TRACE}-${SPAN}-01`],
    ['a later version', `cc-${TRACE}-${SPAN}-01`],
    ['a later version with more parts', `cc-${TRACE}-${SPAN}-01-what-the-future-holds`],
  ])('reads %s', (_, header) => {
    expect(parseTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 1, isRemote: true });
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
    expect(parseTraceparent(header)).toBeUndefined();
  });
});

describe('formatTraceparent', () => {
  it.each([
    ['what was sampled', `00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`],
    ['what was not', `00-${TRACE}-${SPAN}-00`, `00-${TRACE}-${SPAN}-00`],
    ['a later version, as far as it is known', `cc-${TRACE}-${SPAN}-ff-more`, `00-${TRACE}-${SPAN}-01`],
  ])('writes %s', (_, header, written) => {
    expect(formatTraceparent(parseTraceparent(header)!)).toBe(written);
  });
});
