import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output } from './children';
import { type Load, type LoadRequest, type LoadResult } from './load';
import { KEY_FACTOR } from './unique-keys';

/** One thread drives more than any of the servers here can answer. */
export async function loadWithWrk({ url, connections, seconds, request }: Load): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'projects-api-bench-wrk-'));
  try {
    const script = join(folder, 'requests.lua');
    await writeFile(script, scriptOf(request));
    const args = ['-t', '1', '-c', String(connections), '-d', `${Math.ceil(seconds)}s`, '-s', script, url];
    const printed = await output('wrk', args);
    const result = JSON.parse(printed.slice(printed.lastIndexOf('\n{') + 1)) as Omit<
      LoadResult,
      'unanswered'
    >;
    // wrk hangs up when time is up, and each connection may have a request under way.
    return { ...result, requests: result.requests - result.failures, unanswered: connections };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Requests are built once, except those that each need a header of their own. */
function scriptOf({ method, paths, headers, body, uniqueHeader }: LoadRequest): string {
  const lines = [
    `wrk.method = ${quoted(method)}`,
    ...Object.entries(headers).map(([name, value]) => `wrk.headers[${quoted(name)}] = ${quoted(value)}`),
    ...(body === undefined ? [] : [`wrk.body = ${quoted(body)}`]),
    `local paths = { ${paths.map(quoted).join(', ')} }`,
    'local count = 0',
  ];
  return [...lines, uniqueHeader === undefined ? PREPARED : unique(uniqueHeader), DONE].join('\n');
}

const PREPARED = `
local requests = {}
function init()
  for index, path in ipairs(paths) do requests[index] = wrk.format(nil, path) end
end
function request()
  count = count + 1
  return requests[(count - 1) % #requests + 1]
end`;

function unique(header: string): string {
  return `
function request()
  count = count + 1
  wrk.headers[${quoted(header)}] =
    string.format('%08x', count * ${KEY_FACTOR} % 4294967296) .. ${quoted(randomUUID().slice(8))}
  return wrk.format(nil, paths[(count - 1) % #paths + 1])
end`;
}

const DONE = `
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\\n{"requests":%d,"failures":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f}',
    summary.requests, errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end`;

/** A string of JSON is one of Lua, too, as long as it is plain ASCII without a slash that is escaped. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
