import { setImmediate } from 'node:timers/promises';
import { stringify } from 'yaml';

/** Of what lies deeper, pieces are formatted as a whole: of the document, a method of a path, or a schema. */
const DEPTH = 3;

/** An object as YAML. It is formatted in pieces, and other requests go on in between: the whole takes some tenths of a second. */
export async function yamlOf(object: object, depth = DEPTH): Promise<string> {
  let text = '';
  for (const [key, value] of Object.entries(object) as [string, unknown][]) {
    if (value === undefined) continue;
    if (depth > 1 && isMapping(value)) {
      const inner = await yamlOf(value, depth - 1);
      const indented = inner.replace(/^(?=.)/gm, '  ');
      text += stringify({ [key]: null }).replace(/ null\n$/, () => `\n${indented}`);
    } else {
      text += stringify({ [key]: value });
      await setImmediate();
    }
  }
  return text;
}

const isMapping = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
