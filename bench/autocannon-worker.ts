import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';
import { type Load, type LoadResult, type Requests } from './load';
import { uniqueKeys } from './unique-keys';
import { percentile } from './statistics';

/** A connection of autocannon. The number of requests after which it ends is looked at after each response. */
interface Connection extends autocannon.Client {
  reqsMade: number;
  responseMax: number | undefined;
  on(event: 'done', listener: () => void): this;
  on(event: string, listener: (...args: never[]) => void): this;
}

/** Reads a load from its input, drives it, and prints the result. */
async function main(): Promise<void> {
  const load = JSON.parse(await text(process.stdin)) as Load;
  process.stdout.write(JSON.stringify(await drive(load)));
}

async function drive({ url, connections, seconds, requests: sent, rate }: Load): Promise<LoadResult> {
  const opened: Connection[] = [];
  const latencies: number[] = [];
  let lastResponse = 0;
  const requests = requestsOf(sent);
  let answered = 0;
  const start = performance.now();
  const errors = await new Promise<number>((resolve, reject) => {
    const options: autocannon.Options = {
      url,
      connections,
      // A server that is gone.
      bailout: 100,
      // Not the end: see drain.
      duration: seconds + 60,
      sampleInt: 50,
      ...(rate !== undefined && { overallRate: rate }),
      requests,
      setupClient: (client) => {
        // Each begins at another one, as the only thread of wrk goes through them.
        const first = Math.floor((opened.length * requests.length) / connections);
        client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
        opened.push(client as Connection);
      },
    };
    const instance = autocannon(options, (error: Error | null, result) => {
      if (error === null) resolve(result.errors);
      else reject(error);
    });
    // autocannon's own histogram knows whole milliseconds only, and its clock runs on to the next sample.
    instance.on('response', (_client, statusCode, _bytes, responseTime) => {
      latencies.push(responseTime);
      if (sent.statuses.includes(statusCode)) answered += 1;
      lastResponse = performance.now();
    });
    setTimeout(() => {
      drain(opened);
    }, seconds * 1_000);
  });
  const ascending = Float64Array.from(latencies).sort();
  return {
    requests: answered,
    failures: latencies.length - answered + errors,
    unanswered: 0,
    seconds: (lastResponse - start) / 1_000,
    p50: percentile(ascending, 0.5),
    p99: percentile(ascending, 0.99),
  };
}

/**
 * Time is up: what is under way is still waited for. autocannon itself would cut it off, and then it would be unknown
 * whether the number of rows is right.
 */
function drain(opened: readonly Connection[]): void {
  for (const connection of opened) connection.responseMax = connection.reqsMade;
}

function requestsOf({ list, uniqueHeader }: Requests): autocannon.Request[] {
  const nextKey = uniqueKeys();
  return list.map(({ method, path, headers, body }) => ({
    method,
    path,
    headers: { ...headers },
    body,
    ...(uniqueHeader !== undefined && {
      setupRequest: (request: autocannon.Request) => ({
        ...request,
        headers: { ...request.headers, [uniqueHeader]: nextKey() },
      }),
    }),
  }));
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
