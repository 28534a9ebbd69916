import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the documents tell an operator to set for the role of the service behind a pooler, as name and value. */
export const ROLE_SETTINGS: readonly (readonly [string, string])[] = [
  ...readFileSync(join(__dirname, '../../docs/operate/database.md'), 'utf8').matchAll(
    /^ *alter role projects_service set (\S+) = '(.*)';$/gm,
  ),
].map(([, name, value]) => [name!, value!]);
