import { CreateClientDto } from '../clients/create-client.dto';
import { CreateProjectDto } from '../projects/dto/create-project.dto';
import { fieldsOf } from '../fields/field-registry';
import { countedNames, loggedNames } from './logged-names';

const failures = (fields: readonly string[]): { field: string; message: string }[] =>
  fields.map((field) => ({ field, message: 'is wrong' }));

const KNOWN = [...fieldsOf(CreateProjectDto).keys(), ...fieldsOf(CreateClientDto).keys()];

describe('the names in failures', () => {
  it('are those of all fields of requests', () => {
    expect(KNOWN.length).toBeGreaterThan(20);
    for (const name of KNOWN) expect(loggedNames(failures([name]))).toEqual([name]);
  });

  it.each([
    ['external_identifiers[3].type', 'external_identifiers'],
    ['external_identifiers[3]', 'external_identifiers'],
    ['metadata_13', 'metadata_<id>'],
    ['Idempotency-Key', 'Idempotency-Key'],
    ['body', 'body'],
  ])('include %s, which counts as %s', (name, counted) => {
    expect([loggedNames(failures([name])), countedNames(failures([name]))]).toEqual([[name], [counted]]);
  });

  // Each is put together from words that the service knows.
  it.each([
    'name.name',
    'name.value.name.value.name.value',
    'name[3]',
    'body.name',
    'Host.body',
    'type.external_identifiers',
    'external_identifiers.name',
    'external_identifiers[3].external_identifiers',
    'external_identifiers[3].type.type',
    'external_identifiers[3][4].type',
    'external_identifiers[1234567].type',
    'metadata_1.name',
    'name.metadata_1',
    'metadata_12345678901234567890',
    '__proto__',
    'name.',
    '.name',
    '',
  ])('do not include %j', (name) => {
    expect([loggedNames(failures([name])), countedNames(failures([name]))]).toEqual([
      ['(unknown)'],
      ['(unknown)'],
    ]);
  });

  it('are each there once, and at most twenty', () => {
    expect(loggedNames(failures(['name', 'x', 'name', 'y']))).toEqual(['name', '(unknown)']);
    const many = Array.from({ length: 30 }, (_, id) => `metadata_${id}`);
    expect(loggedNames(failures(many))).toEqual(many.slice(0, 20));
  });
});
