import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output } from './children';
import { type Load, type LoadRequest, type LoadResult, type Requests } from './load';
import { KEY_FACTOR } from './unique-keys';

/** One thread drives more than any of the servers here can answer. */
export async function loadWithWrk({ url, connections, seconds, requests }: Load): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'projects-api-bench-wrk-'));
  try {
    const [script, sent] = [join(folder, 'script.lua'), join(folder, 'requests')];
    await writeFile(sent, requests.list.map((request) => textOf(request, new URL(url), requests)).join(END));
    await writeFile(script, scriptOf(sent));
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

/** Between two requests, and in the place of the value of the unique header. No request has these characters. */
const END = '\x1e';
const KEY = '\x1f';

/** A request as it is sent. */
function textOf({ method, path, headers, body }: LoadRequest, url: URL, { uniqueHeader }: Requests): string {
  const all = {
    Host: url.host,
    ...headers,
    ...(uniqueHeader !== undefined && { [uniqueHeader]: KEY }),
    ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}

function scriptOf(path: string): string {
  return `
local sent = {}
local count = 0
function init()
  local file = assert(io.open(${JSON.stringify(path)}, 'rb'))
  for text in file:read('*a'):gmatch('[^\\30]+') do
    local before, after = text:match('^([^\\31]*)\\31(.*)$')
    sent[#sent + 1] = { before = before or text, after = after }
  end
  file:close()
end
function request()
  count = count + 1
  local text = sent[(count - 1) % #sent + 1]
  if not text.after then return text.before end
  return table.concat({
    text.before, string.format('%08x', count * ${KEY_FACTOR} % 4294967296), ${JSON.stringify(randomUUID().slice(8))}, text.after })
end
${DONE}`;
}

const DONE = `
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\\n{"requests":%d,"failures":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f}',
    summary.requests, errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end`;
