import 'reflect-metadata';
import { validateSync } from 'class-validator';
import { CreateClientDto } from '../clients/create-client.dto';
import { ProjectMetadataEntryDto } from '../company-file/dto/project-metadata-entry.dto';
import { CreateProjectDto } from '../projects/dto/create-project.dto';
import { UpdateProjectDto } from '../projects/dto/update-project.dto';
import { rulesOf } from './class-rules';
import { fieldsOf } from './field.decorator';

/** Of each kind some: right ones of every field are among them, and many that no field takes. */
const VALUES: readonly unknown[] = [
  undefined,
  null,
  '',
  ' ',
  'text',
  'low',
  '1',
  'x'.repeat(151),
  'x'.repeat(501),
  'a\0b',
  '\ud800',
  'a@b.example',
  '2024-01-31',
  '2024-02-30',
  0,
  1,
  -1,
  50,
  101,
  1.5,
  1.123456,
  2 ** 53,
  NaN,
  Infinity,
  true,
  false,
  [],
  ['text'],
  [1],
  {},
  { constructor: 1 },
];

/** What class-validator itself says about the value of a property, or undefined. */
function saidByValidator(type: new () => object, property: string, value: unknown): string | undefined {
  const [error] = validateSync(Object.assign(new type(), { [property]: value })).filter(
    (one) => one.property === property,
  );
  return error === undefined ? undefined : Object.values(error.constraints ?? {}).join();
}

describe.each([CreateProjectDto, UpdateProjectDto, CreateClientDto, ProjectMetadataEntryDto])(
  'the compiled rules of a class',
  (type) => {
    // The objects of a list are read one by one, which class-validator does in another way.
    const fields = [...fieldsOf(type).values()].flatMap(({ name, entries }) => (entries ? [] : name));

    it(`are those of all fields: ${type.name}`, () => {
      expect(fields.length).toBeGreaterThan(2);
      expect(fields.filter((field) => !rulesOf(type).has(field))).toEqual([]);
    });

    it.each(fields)('say what class-validator says: %s', (field) => {
      const rule = rulesOf(type).get(field)!;
      expect(VALUES.map((value) => rule(value))).toEqual(
        VALUES.map((value) => saidByValidator(type, field, value)),
      );
    });
  },
);

it('are compiled once', () => {
  expect(rulesOf(CreateProjectDto)).toBe(rulesOf(CreateProjectDto));
});
