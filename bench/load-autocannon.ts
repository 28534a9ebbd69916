import { join } from 'node:path';
import { output } from './children';
import { type Load, type LoadResult } from './load';

/** In a process of its own: what it costs must not be counted as the server's, and its pauses not delay ours. */
export async function loadWithAutocannon(load: Load): Promise<LoadResult> {
  const worker = join(__dirname, 'autocannon-worker.js');
  return JSON.parse(await output(process.execPath, [worker], { input: JSON.stringify(load) })) as LoadResult;
}
