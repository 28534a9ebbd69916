import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCUMENT = readFileSync(join(__dirname, '../../docs/operate/database.md'), 'utf8');

/** What a section of the documents tells an operator to set for the role of the service, as name and value. */
export function roleSettingsOf(section: string): readonly (readonly [string, string])[] {
  const text = DOCUMENT.split('\n## ').find((part) => part.startsWith(`${section}\n`))!;
  return [...text.matchAll(/^ *alter role projects_service set (\S+) = '(.*)';$/gm)].map(
    ([, name, value]) => [name!, value!],
  );
}
