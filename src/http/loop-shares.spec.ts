import { setImmediate } from 'node:timers/promises';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { shareLoop } from './loop-shares';

const REQUESTS = 20;

let began: string[];

const arrive = (url: string, { destroyed = false, company = 'acme' } = {}): void => {
  const headers = { 'wethod-company': company };
  shareLoop(
    { url, headers, socket: { destroyed } } as unknown as IncomingMessage,
    {} as ServerResponse,
    () => {
      began.push(url);
      // A share lasts for a few of them.
      const end = performance.now() + 4;
      while (performance.now() < end);
    },
  );
};

beforeEach(() => {
  began = [];
});

const paths = Array.from({ length: REQUESTS }, (_, number) => `/api/${number}`);

it('begins requests that come at once in their order, a few in each turn of the event loop', async () => {
  for (const path of paths) arrive(path);
  const atOnce = began.length;
  let turns = 0;
  while (began.length < REQUESTS) {
    const before = began.length;
    await setImmediate();
    turns++;
    // One that comes now has its turn behind the others.
    if (turns === 1) arrive('/api/late');
    expect(began.length - before).toBeLessThanOrEqual(1);
  }
  await setImmediate();
  expect(atOnce).toBeGreaterThan(0);
  expect(atOnce).toBeLessThan(5);
  expect(began).toEqual([...paths, '/api/late']);
});

it('begins requests of companies in turn, and those of no company', async () => {
  for (const path of paths) arrive(path);
  const atOnce = began.length;
  for (const path of ['/api/b1', '/api/b2']) arrive(path, { company: 'other' });
  arrive('/docs', { company: 'acme' });
  while (began.length < REQUESTS + 3) await setImmediate();
  const [first, second, third, ...rest] = paths.slice(atOnce);
  expect(began.slice(atOnce)).toEqual([first, '/api/b1', '/docs', second, '/api/b2', third, ...rest]);
});

it('lets questions for the health of the service pass', async () => {
  for (const path of paths) arrive(path);
  arrive('/health/live');
  expect(began.at(-1)).toBe('/health/live');
  expect(began.length).toBeLessThan(REQUESTS);
  while (began.length <= REQUESTS) await setImmediate();
});

it('begins none whose client has gone', async () => {
  for (const path of paths) arrive(path);
  arrive('/api/gone', { destroyed: true });
  arrive('/api/there');
  while (!began.includes('/api/there')) await setImmediate();
  expect(began).toEqual([...paths, '/api/there']);
});
