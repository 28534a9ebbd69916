import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { isOptionalKey } from '../fields/response-field.decorator';

type Item = Readonly<Record<string, unknown>>;

/** Of the name and of the value, two characters each. */
const FIELD_LENGTH = 4;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const HASH_LENGTH = 16;
/** Of 12 bits. */
const PAIRS = Array.from({ length: 4096 }, (_, bits) => ALPHABET[bits & 63]! + ALPHABET[bits >>> 6]!);

/**
 * The strong entity tag of an item: a hash of the whole, a short one of each field by its name, and the names of those
 * fields that can be gone later. So a tag alone shows which fields differ from an item, whatever happened in between, and
 * nothing has to be kept for it.
 */
export function entityTag(item: Item): string {
  const whole = hash('sha256', JSON.stringify(item), 'base64url').slice(0, HASH_LENGTH);
  let fields = '';
  let names = '';
  for (const name of Object.keys(item)) {
    const { hash: nameHash, isOptional } = nameOf(name);
    fields += nameHash + valueHash(item[name]);
    if (isOptional) names += names === '' ? name : `,${name}`;
  }
  return `"${whole}.${fields}.${names}"`;
}

const tags = new Map<string, string>();
/** So many texts take no more than a few megabytes, unless they are long. */
const MAX_TEXTS = 2_000;
const MAX_TEXT_LENGTH = 4_000;

/** The tag of an item that is read as JSON text: the same text is often read again, and then its tag is known. */
export function entityTagOfText(text: string): string {
  const known = tags.get(text);
  if (known !== undefined) return known;
  const tag = entityTag(JSON.parse(text) as Item);
  if (text.length > MAX_TEXT_LENGTH) return tag;
  if (tags.size >= MAX_TEXTS) tags.clear();
  tags.set(text, tag);
  return tag;
}

/** The fields of the item that the tag was not made with; none for a tag that is not of ours. */
export function fieldsChangedSince(tag: string, item: Item): string[] {
  const [whole = '', known, names] = tag.slice(1, -1).split('.');
  if (whole.length !== HASH_LENGTH || known === undefined || names === undefined) return [];
  const hashes = new Set<string>();
  for (let at = 0; at < known.length; at += FIELD_LENGTH) hashes.add(known.slice(at, at + FIELD_LENGTH));
  const gone = names.split(',').filter((name) => isOptionalKey(name) && !Object.hasOwn(item, name));
  const others = Object.entries(item).filter(([name, value]) => !hashes.has(fieldHash(name, value)));
  return [...others.map(([name]) => name), ...gone];
}

function fieldHash(name: string, value: unknown): string {
  return nameOf(name).hash + valueHash(value);
}

function valueHash(value: unknown): string {
  if (value === null) return NULL;
  return short(checksum(textOf(value)));
}

/** An instant is the same whether it comes from a row or from the JSON that was made of the row. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  // Most values: their JSON is this, too.
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

interface Name {
  readonly hash: string;
  readonly isOptional: boolean;
}

const knownNames = new Map<string, Name>();
/** More names than any installation has, and few enough to be kept. */
const MAX_NAMES = 10_000;

function nameOf(name: string): Name {
  let known = knownNames.get(name);
  if (known === undefined) {
    if (knownNames.size >= MAX_NAMES) knownNames.clear();
    knownNames.set(name, (known = { hash: short(crc32(name)), isOptional: isOptionalKey(name) }));
  }
  return known;
}

const SHORT_TEXT = 64;
/** CRC-32 of each byte. */
const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 0 ? sum >>> 1 : (sum >>> 1) ^ 0xedb88320;
  return sum;
});

/** Of the commonest value. */
const NULL = short(crc32('null'));

/** CRC-32 of the text in UTF-8. For most values a call of zlib takes longer than to make the sum here. */
function checksum(text: string): number {
  if (text.length > SHORT_TEXT) return crc32(text);
  let sum = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) return crc32(text);
    sum = TABLE[(sum ^ code) & 0xff]! ^ (sum >>> 8);
  }
  return ~sum;
}

/** 6 bits a character: enough that one of two values of a field is hardly ever taken for the other. */
function short(sum: number): string {
  return PAIRS[sum & 4095]!;
}
