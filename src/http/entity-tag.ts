import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { isOptionalKey } from '../fields/response-field.decorator';

type Item = Readonly<Record<string, unknown>>;

/** Of the name and of the value, two characters each. */
const FIELD_LENGTH = 4;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const HASH_LENGTH = 16;

/**
 * The strong entity tag of an item: a hash of the whole, a short one of each field by its name, and the names of those
 * fields that can be gone later. So a tag alone shows which fields differ from an item, whatever happened in between, and
 * nothing has to be kept for it.
 */
export function entityTag(item: Item): string {
  const whole = hash('sha256', JSON.stringify(item), 'base64url').slice(0, HASH_LENGTH);
  const names = Object.keys(item).filter(isOptionalKey);
  return `"${whole}.${Object.entries(item).map(fieldHash).join('')}.${names.join(',')}"`;
}

/** The fields of the item that the tag was not made with; none for a tag that is not of ours. */
export function fieldsChangedSince(tag: string, item: Item): string[] {
  const [whole = '', known, names] = tag.slice(1, -1).split('.');
  if (whole.length !== HASH_LENGTH || known === undefined || names === undefined) return [];
  const hashes = new Set<string>();
  for (let at = 0; at < known.length; at += FIELD_LENGTH) hashes.add(known.slice(at, at + FIELD_LENGTH));
  const gone = names.split(',').filter((name) => isOptionalKey(name) && !Object.hasOwn(item, name));
  const others = Object.entries(item).filter((field) => !hashes.has(fieldHash(field)));
  return [...others.map(([name]) => name), ...gone];
}

function fieldHash([name, value]: readonly [string, unknown]): string {
  return nameHash(name) + short(crc32(textOf(value)));
}

/** An instant is the same whether it comes from a row or from the JSON that was made of the row. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

const nameHashes = new Map<string, string>();
/** More names than any installation has, and few enough to be kept. */
const MAX_NAMES = 10_000;

function nameHash(name: string): string {
  let known = nameHashes.get(name);
  if (known === undefined) {
    if (nameHashes.size >= MAX_NAMES) nameHashes.clear();
    nameHashes.set(name, (known = short(crc32(name))));
  }
  return known;
}

/** 6 bits a character: enough that one of two values of a field is hardly ever taken for the other. */
function short(sum: number): string {
  return ALPHABET[sum & 63]! + ALPHABET[(sum >>> 6) & 63]!;
}
