import { Writable } from 'node:stream';
import { Log, type RequestLine } from './log';

/** The lines that `write` logs at this level, without their time. */
function linesOf(level: 'info' | 'debug' | 'silent', write: (log: Log) => void): object[] {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  write(new Log(level, stream));
  return lines.map((line) => {
    const { time, ...rest } = JSON.parse(line) as Record<string, unknown>;
    expect(time).toEqual(expect.any(Number));
    return rest;
  });
}

describe('Log', () => {
  const request: RequestLine = {
    id: 'a',
    method: 'GET',
    path: '/api/projects/7',
    route: '/api/projects/:id',
    operation: 'getProject',
    status: 200,
    aborted: undefined,
    duration_ms: 3.1,
    queue_ms: 0.2,
    database_ms: 1.4,
    company_id: 1,
    company: 'demo',
    person_id: 2,
    token_id: 3,
    key: undefined,
    fields: undefined,
    replayed: undefined,
    trace_id: undefined,
    span_id: undefined,
  };
  const written = {
    ...{ id: 'a', method: 'GET', path: '/api/projects/7', route: '/api/projects/:id' },
    ...{ operation: 'getProject', status: 200, duration_ms: 3.1, queue_ms: 0.2, database_ms: 1.4 },
    ...{ company_id: 1, company: 'demo', person_id: 2, token_id: 3 },
  };

  it('writes one line a request, and a warning if it was slow', () => {
    expect(
      linesOf('info', (log) => {
        log.requestDone(request, false);
        log.requestDone(request, true);
      }),
    ).toEqual([
      { level: 30, ...written, msg: 'request' },
      { level: 40, ...written, msg: 'slow request' },
    ]);
  });

  it('writes failures with the id of their request and their error', () => {
    expect(
      linesOf('info', (log) => {
        log.requestFailed('a', 500, new Error('boom'));
      }),
    ).toEqual([
      {
        level: 50,
        id: 'a',
        status: 500,
        err: expect.objectContaining({ type: 'Error', message: 'boom' }) as unknown,
        msg: 'request failed',
      },
    ]);
  });

  it('takes the messages of Nest, whose chatter is for debugging', () => {
    const chat = (log: Log): void => {
      log.log('started', 'App');
      log.debug('detail', 'App');
      log.warn('careful', 'App');
      log.error('broken', 'a stack', 'App');
      log.error('broken', new Error('boom'), 'App');
    };
    const serious = [
      { level: 40, context: 'App', msg: 'careful' },
      { level: 50, context: 'App', detail: 'a stack', msg: 'broken' },
      {
        level: 50,
        context: 'App',
        err: expect.objectContaining({ message: 'boom' }) as unknown,
        msg: 'broken',
      },
    ];
    expect(linesOf('info', chat)).toEqual(serious);
    expect(linesOf('debug', chat)).toEqual([
      { level: 20, context: 'App', msg: 'started' },
      { level: 20, context: 'App', msg: 'detail' },
      ...serious,
    ]);
    expect(linesOf('silent', chat)).toEqual([]);
  });
});
