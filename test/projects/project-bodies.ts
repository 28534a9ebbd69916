import * as fc from 'fast-check';
import { CreateProjectDto, EXTERNAL_IDENTITY } from '../../src/projects/dto/create-project.dto';
import { type FieldDefinition, fieldsOf } from '../../src/fields/field-registry';
import { anyText, oddValues, WRONG_TYPES } from './odd-values';

type Values = fc.Arbitrary<unknown>;

/** Of a field: values that are right, absence included where it is, and values that are meant to be wrong. */
interface FieldValues {
  readonly name: string;
  readonly right: Values;
  readonly odd: Values;
}

/** All right values by the name of their field, in place of those that its type would have. */
export type RightValues = Readonly<Record<string, readonly unknown[]>>;

/** What is there together, or not at all. */
const IDENTITY: ReadonlySet<string> = new Set(EXTERNAL_IDENTITY);

const NOTHING = [undefined, null] as const;

function rightValues({ type: fieldType, example }: FieldDefinition): Values {
  const { type, format, minimum = 0, maximum = 0 } = fieldType.schema;
  if (format === 'date') return fc.constantFrom('2024-02-29', '0001-01-01', '9999-12-31', '2023-12-31');
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum });
  if (type === 'number') return fc.constantFrom(0, 1.5, 0.29, 0.00001, 1234.56789, 9_999_999_999.99999);
  return fc.constantFrom<unknown>(example, 'x', '0', 'a-b_c.d');
}

/** The names of a field: both, if it has two, and of these mostly one is there. */
function valuesOf(field: FieldDefinition, given: RightValues): FieldValues[] {
  const { name, alias, required } = field;
  const values = given[name] ? fc.constantFrom(...given[name]) : rightValues(field);
  const isThere = required || IDENTITY.has(name) || name in given;
  const right = isThere ? values : fc.oneof(fc.constantFrom(...NOTHING), values);
  const own = { name, right, odd: oddValues(field) };
  return alias === undefined ? [own] : [own, { ...own, name: alias, right: fc.constantFrom(...NOTHING) }];
}

const unknownKey = fc.oneof(
  fc.constantFrom('colour', 'id', 'is_archived', 'project_stage_id'),
  fc.constantFrom('__proto__', 'constructor', 'toString', ''),
  fc.constantFrom('metadata', 'metadata_', 'metadata_0', 'metadata_013', 'metadata_1e3', 'metadata_ 1'),
  fc.constantFrom('metadata_9007199254740993', 'metadata_999999999', 'METADATA_13'),
  anyText,
);

/**
 * Bodies that are right but for up to three of their fields, which then have any value: as many of them are right as
 * wrong, and one mistake does not hide another. `given` has the values that are right in a company.
 */
export function projectBodies(given: RightValues): fc.Arbitrary<Record<string, unknown>> {
  const fields = [...fieldsOf(CreateProjectDto).values()].flatMap((field) => valuesOf(field, given));
  const metadata = Object.entries(given)
    .filter(([name]) => name.startsWith('metadata_'))
    .map(([name, values]) => ({ name, right: fc.constantFrom(...values), odd: anyText }));
  const all = [...fields, ...metadata];
  const change = fc.oneof(
    ...all.map(({ name, odd }) =>
      fc.tuple(fc.constant(name), fc.oneof(odd, fc.constantFrom<unknown>(...NOTHING, ...WRONG_TYPES))),
    ),
    fc.tuple(unknownKey, fc.constantFrom<unknown>(...NOTHING, ...WRONG_TYPES)),
  );
  const right = fc.tuple(...all.map((field) => fc.tuple(fc.constant(field.name), field.right)));
  return fc
    .tuple(right, fc.boolean(), fc.array(change, { maxLength: 3 }))
    .map(([entries, hasIdentity, changes]) => [
      ...entries.filter(([name]) => hasIdentity || !IDENTITY.has(name)),
      ...changes,
    ])
    .map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined)));
}
