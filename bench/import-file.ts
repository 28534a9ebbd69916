import { once } from 'node:events';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { headers } from './requests';
import { type Tenant } from './tenants';

/**
 * Imports a file of `lines` projects, which may come little by little.
 * @returns how many milliseconds it takes.
 */
export async function importFile(
  url: string,
  tenant: Tenant,
  file: string | AsyncIterable<string>,
  lines: number,
): Promise<number> {
  const start = performance.now();
  const call = request(`${url}/api/projects:import`, {
    method: 'POST',
    headers: { ...headers(tenant), 'Content-Type': 'application/x-ndjson' },
  });
  const [created] = await Promise.all([
    createdBy(once(call, 'response') as Promise<[AsyncIterable<Buffer>]>),
    pipeline(Readable.from(typeof file === 'string' ? [file] : file), call),
  ]);
  if (created !== lines) throw new Error(`${created} of ${lines} lines are imported`);
  return performance.now() - start;
}

/** How many lines of the response say so. It is read while the file is sent. */
async function createdBy(responding: Promise<[AsyncIterable<Buffer>]>): Promise<number> {
  const [response] = await responding;
  let created = 0;
  let rest = '';
  for await (const chunk of response) {
    const parts = (rest + chunk.toString('latin1')).split('\n');
    rest = parts.pop()!;
    created += parts.filter((line) => line.includes('"status":"created"')).length;
  }
  return created;
}
