/** What can be found in a JSON text without building its value. */
export interface JsonStructure {
  readonly depth: number;
  /** Members of all objects, those with the same name counted as often as they stand. */
  readonly members: number;
  /** Values in lists and objects, and at most one more for each of these. */
  readonly values: number;
}

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];

/** Looks at the bytes once, without recursion, so that a deep or long text can do no harm. */
export function structureOf(bytes: Buffer): JsonStructure {
  let depth = 0;
  let deepest = 0;
  let members = 0;
  let values = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]!;
    if (byte === QUOTE) index = endOfString(bytes, index);
    else if (byte === COMMA) values++;
    else if (byte === COLON) members++;
    else if (isOpening(byte)) {
      values++;
      deepest = Math.max(deepest, ++depth);
    } else if (isClosing(byte)) depth--;
  }
  return { depth: deepest, members, values };
}

/** The members that a value has: fewer than its text, if a name stood twice in an object. */
export function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const entry of Object.values(value)) count += countMembers(entry);
  return count;
}

/** The first name that stands twice in an object of a valid JSON text. */
export function repeatedName(bytes: Buffer): string | undefined {
  const open: Set<string>[] = [];
  let last = '';
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]!;
    if (byte === QUOTE) {
      const end = endOfString(bytes, index);
      last = JSON.parse(bytes.toString('utf8', index, end + 1)) as string;
      index = end;
    } else if (isOpening(byte)) open.push(new Set());
    else if (isClosing(byte)) open.pop();
    else if (byte === COLON) {
      if (open.at(-1)!.has(last)) return last;
      open.at(-1)!.add(last);
    }
  }
  return undefined;
}

function endOfString(bytes: Buffer, start: number): number {
  let index = start + 1;
  while (index < bytes.length && bytes[index] !== QUOTE) index += bytes[index] === BACKSLASH ? 2 : 1;
  return index;
}

const isOpening = (byte: number): boolean => byte === 0x7b || byte === 0x5b;
const isClosing = (byte: number): boolean => byte === 0x7d || byte === 0x5d;
