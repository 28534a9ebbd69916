import fc from 'fast-check';
import { parse, stringify } from 'yaml';
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

it('is read as what the library writes as a whole', async () => {
  await fc.assert(
    fc.asyncProperty(value, async (object) => {
      // Not the object itself: of a text like " \n" the library loses the space.
      expect(parse(await yamlOf(object as object))).toEqual(
        Object.keys(object as object).length === 0 ? null : parse(stringify(object)),
      );
    }),
    { numRuns: 500 },
  );
});
