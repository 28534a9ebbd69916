import fc from 'fast-check';
import { parse } from 'yaml';
import { yamlOf } from './yaml';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('$', "'", '`', '&', '"', '\n', ' ', '#', ':', 'a') }),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('mapping'),
  ),
  list: fc.array(tie('any'), { maxLength: 3 }),
  mapping: fc.dictionary(text, tie('any'), { maxKeys: 4 }),
})).mapping;

it('is the object again when it is read', async () => {
  await fc.assert(
    fc.asyncProperty(value, async (object) => {
      expect(parse(await yamlOf(object as object))).toEqual(
        Object.keys(object as object).length === 0 ? null : object,
      );
    }),
    { numRuns: 500 },
  );
});
