import { crc32 } from 'node:zlib';
import { entityTag, entityTagOfText, fieldsChangedSince } from './entity-tag';

const ITEM = {
  id: 7,
  created_at: '2025-02-13T09:26:18.797Z',
  name: 'First project',
  value: 1.5,
  is_archived: false,
  due_date: null,
  values: ['IT', 'Finance'],
  metadata_13: 'IT',
};

describe('the entity tag of an item', () => {
  it('is a quoted string without anything that a header can not hold', () => {
    expect(entityTag(ITEM)).toMatch(/^"[\w-]{16}\.[\w-]{32}\.metadata_13"$/);
    expect(entityTag({ ...ITEM, name: 'Перу "😀"\n' })).toMatch(/^"[\w-]{16}\.[\w-]{32}\.metadata_13"$/);
    expect(entityTag({})).toMatch(/^"[\w-]{16}\.\."$/);
  });

  it('is the same for the same item, as a row or as its JSON', () => {
    const row = { ...ITEM, created_at: new Date(ITEM.created_at) };
    expect(entityTag(row)).toBe(entityTag(ITEM));
    expect(entityTag(JSON.parse(JSON.stringify(row)) as object as Record<string, unknown>)).toBe(
      entityTag(ITEM),
    );
  });

  it.each([
    ['another value', { name: 'Second project' }],
    ['a value in place of none', { due_date: '2024-01-01' }],
    ['none in place of a value', { metadata_13: null }],
    ['a text in place of a number', { value: '1.5' }],
    ['the word null in place of none', { due_date: 'null' }],
    ['a list in another order', { values: ['Finance', 'IT'] }],
    ['a field more', { metadata_14: 'IT' }],
  ])('is another one for %s', (_, changes) => {
    expect(entityTag({ ...ITEM, ...changes })).not.toBe(entityTag(ITEM));
  });

  it.each([
    null,
    true,
    false,
    0,
    -0.5,
    1e21,
    '',
    'IT',
    'Перу 😀',
    '\u007f\u0080',
    'x'.repeat(64),
    'x'.repeat(65),
    [1],
  ])('has 12 bits of the CRC-32 of the value: %j', (value) => {
    const sum = crc32(typeof value === 'string' ? value : JSON.stringify(value));
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const hash = entityTag({ name: value }).split('.')[1]!.slice(2);
    expect(hash).toBe(digits.charAt(sum & 63) + digits.charAt((sum >>> 6) & 63));
  });

  it('is the same for its text, however many texts are read in between', () => {
    const texts = Array.from({ length: 2_500 }, (_, id) => JSON.stringify({ ...ITEM, id }));
    const long = JSON.stringify({ ...ITEM, name: 'x'.repeat(5_000) });
    for (const text of [...texts, ...texts.slice(0, 10), long, long])
      expect(entityTagOfText(text)).toBe(entityTag(JSON.parse(text) as Record<string, unknown>));
  });
});

describe('the fields that changed since a tag', () => {
  it.each<[string, object, string[]]>([
    ['none', {}, []],
    ['a text', { name: 'Second project' }, ['name']],
    ['a number', { value: 2 }, ['value']],
    ['a truth', { is_archived: true }, ['is_archived']],
    ['a date that was none', { due_date: '2024-01-01' }, ['due_date']],
    ['a list', { values: ['IT'] }, ['values']],
    [
      'several, in the order of the item',
      { metadata_13: 'Finance', name: 'x', id: 8 },
      ['id', 'name', 'metadata_13'],
    ],
    ['one that was not there', { metadata_14: 'IT' }, ['metadata_14']],
    [
      'one that has the value that another one had',
      { metadata_14: 'IT', metadata_13: 'Finance' },
      ['metadata_13', 'metadata_14'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(fieldsChangedSince(entityTag(ITEM), { ...ITEM, ...changes })).toEqual(expected);
  });

  it('have those that are gone, too', () => {
    const { metadata_13: _, ...rest } = ITEM;
    expect(fieldsChangedSince(entityTag(ITEM), rest)).toEqual(['metadata_13']);
    expect(fieldsChangedSince(entityTag(ITEM), { ...rest, metadata_14: 'IT' })).toEqual([
      'metadata_14',
      'metadata_13',
    ]);
  });

  it.each(['""', '"x"', '"x.y"', '"0123456789abcdef.abcd"', '"x.y.metadata_13"', '', '"0123456789abcdef"'])(
    'can not be found from a tag of others: %s',
    (tag) => {
      expect(fieldsChangedSince(tag, ITEM)).toEqual([]);
    },
  );
});
