import { countMembers, repeatedName, structureOf } from './json-structure';

describe('the structure of a JSON text', () => {
  it.each([
    ['null', 0, 0, 0],
    ['{}', 1, 0, 1],
    ['{"a":1}', 1, 1, 1],
    ['[1, 2, 3]', 1, 0, 3],
    ['[[], [], []]', 2, 0, 6],
    ['{"a":{"b":[{"c":1},{"c":2}]}}', 4, 4, 6],
    ['{"a:{[":"]}:\\"{","b\\\\":":"}', 1, 2, 2],
    ['["a:b,", {"é😀": "}"}]', 2, 1, 3],
    ['{"a":1,"a":2}', 1, 2, 2],
  ])('%s', (text, depth, members, values) => {
    expect(structureOf(Buffer.from(text))).toEqual({ depth, members, values });
  });

  it('ends with a text that is cut off in a string', () => {
    expect(structureOf(Buffer.from('{"a":"b\\'))).toEqual({ depth: 1, members: 1, values: 1 });
  });

  it.each([
    ['{"a":1,"b":{"a":1}}', undefined],
    ['[{"a":1},{"a":2}]', undefined],
    ['{"a":1,"b":2,"a":1}', 'a'],
    ['{"x":[{"b":1,"\\u0062":2}]}', 'b'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ])('names what stands twice in %s', (text, name) => {
    const bytes = Buffer.from(text);
    expect(repeatedName(bytes)).toBe(name);
    expect(countMembers(JSON.parse(text)) === structureOf(bytes).members).toBe(name === undefined);
  });
});
