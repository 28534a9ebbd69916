import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Sends what the printed curl command sends. A shell reads its words, so its quotes and `$(cat …)` are tested, too. */
export async function paste(output: string): Promise<Response> {
  const command = /^curl .*$/m.exec(output)![0];
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', String.raw`printf '%s\n' ${command}`]);
  const words = stdout.split('\n');
  const valuesOf = (flag: string): string[] => words.filter((_, index) => words[index - 1] === flag);
  return fetch(
    words.find((word) => word.startsWith('http'))!,
    {
      method: 'POST',
      headers: valuesOf('-H').map((header) => header.split(': ') as [string, string]),
      body: valuesOf('-d')[0]!,
    },
  );
}
