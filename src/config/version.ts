import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this release, as package.json says. */
export function serviceVersion(): string {
  // The same place from src/config and from dist/config.
  const file = readFileSync(join(__dirname, '../../package.json'), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
