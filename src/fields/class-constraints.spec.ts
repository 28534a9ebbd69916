import 'reflect-metadata';
import { OmitType, PartialType, PickType } from '@nestjs/swagger';
import {
  IsEmail,
  IsIn,
  MinLength,
  Validate,
  validate,
  ValidateIf,
  validateSync,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { CreateClientDto } from '../clients/create-client.dto';
import { UpdateClientDto } from '../clients/update-client.dto';
import { CompanyFileDto } from '../company-file/company-file.dto';
import { ProjectMetadataEntryDto } from '../company-file/dto/project-metadata-entry.dto';
import { CreateContactDto } from '../contacts/create-contact.dto';
import { UpdateContactDto } from '../contacts/update-contact.dto';
import { UpdatePersonDto } from '../persons/update-person.dto';
import { CreateProjectMetadataDto } from '../project-metadata/create-project-metadata.dto';
import { UpdateProjectMetadataDto } from '../project-metadata/update-project-metadata.dto';
import { CreateProjectDto } from '../projects/dto/create-project.dto';
import { UpdateProjectDto } from '../projects/dto/update-project.dto';
import { CreateTimesheetWhitelistDto } from '../timesheet-whitelists/create-timesheet-whitelist.dto';
import { CreateWebhookEndpointDto } from '../webhooks/create-webhook-endpoint.dto';
import { UpdateWebhookEndpointDto } from '../webhooks/update-webhook-endpoint.dto';
import { constraintsOf } from './class-constraints';
import { IntegerField, TextField } from './field.decorator';
import { dynamicFieldsOf, fieldsOf } from './field-registry';
import { parse } from './parse';

const CLASSES: readonly (new () => object)[] = [
  CompanyFileDto,
  CreateClientDto,
  CreateContactDto,
  CreateProjectDto,
  CreateProjectMetadataDto,
  CreateTimesheetWhitelistDto,
  CreateWebhookEndpointDto,
  ProjectMetadataEntryDto,
  UpdateClientDto,
  UpdateContactDto,
  UpdatePersonDto,
  UpdateProjectDto,
  UpdateProjectMetadataDto,
  UpdateWebhookEndpointDto,
];

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
  'https://a.example',
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

/** The same by the constraints of the class. */
function said(type: new () => object, property: string, value: unknown): string | undefined {
  return constraintsOf(type).get(property)!(Object.assign(new type(), { [property]: value }), value);
}

describe.each(CLASSES)('the constraints of a class', (type) => {
  // class-validator judges the objects of an object or of a list in another way.
  const fields = [...fieldsOf(type).values()].filter(({ entries, object }) => !(entries ?? object));

  it(`say what class-validator says: ${type.name}`, () => {
    expect(fields.length).toBeGreaterThan(0);
    for (const { name } of fields) {
      expect([name, VALUES.map((value) => said(type, name, value))]).toEqual([
        name,
        VALUES.map((value) => saidByValidator(type, name, value)),
      ]);
    }
  });

  it(`accept null where the documentation says so, and only there: ${type.name}`, () => {
    const accepted = fields.filter(({ name }) => said(type, name, null) === undefined);
    expect(accepted).toEqual(fields.filter(({ nullable }) => nullable));
  });

  it(`ask for what the documentation says is required, and for nothing else: ${type.name}`, () => {
    const { failures } = parse(type, {});
    expect(failures.map(({ field }) => field)).toEqual(
      [...fieldsOf(type).values()].filter(({ required }) => required).map(({ name }) => name),
    );
  });
});

it('are compiled once', () => {
  expect(constraintsOf(CreateProjectDto)).toBe(constraintsOf(CreateProjectDto));
});

describe('a class with decorators of class-validator', () => {
  class StrictContactDto extends CreateContactDto {
    @IsEmail()
    override email!: string;

    @IsIn(['crm', 'erp'], { message: '$property must be $constraint1, not $value' })
    source!: string;

    @ValidateIf(({ source }: StrictContactDto) => source === 'erp')
    @MinLength(3, { each: true })
    codes?: string[];
  }

  const body = { client_id: 1, name: 'Bruno', surname: 'Verdi', email: 'bruno@acme.example', source: 'crm' };

  it('accepts what they accept', () => {
    expect(parse(StrictContactDto, { ...body, codes: ['a'] })).toEqual({
      fields: { ...body, codes: ['a'] },
      failures: [],
    });
  });

  it('reports what they refuse as it reports everything else', () => {
    expect(
      parse(StrictContactDto, { ...body, client_id: '1', email: 'bruno@acme', source: 'x' }).failures,
    ).toEqual([
      { field: 'email', message: 'must be an email' },
      { field: 'client_id', message: 'must be an integer, not a number in quotes' },
      { field: 'source', message: 'must be crm, erp, not x' },
    ]);
  });

  it('shows them the whole object', () => {
    expect(parse(StrictContactDto, { ...body, source: 'erp', codes: ['abc', 'a'] }).failures).toEqual([
      { field: 'codes', message: 'each value in codes must be longer than or equal to 3 characters' },
    ]);
  });

  it.each([
    body,
    { ...body, email: 'bruno@acme' },
    { ...body, source: 'erp', codes: ['a'] },
    { ...body, name: ' ', surname: null, role: 1 },
    {},
  ])('reports the fields that `validate` of class-validator reports: %j', async (input) => {
    const errors = await validate(Object.assign(new StrictContactDto(), input));
    expect(parse(StrictContactDto, input).failures.map(({ field }) => field)).toEqual(
      [...constraintsOf(StrictContactDto).keys()].filter((name) =>
        errors.some(({ property }) => property === name),
      ),
    );
  });

  it('must have none that is asynchronous: it would accept everything', () => {
    @ValidatorConstraint({ async: true })
    class Asynchronous implements ValidatorConstraintInterface {
      async validate(): Promise<boolean> {
        return Promise.resolve(false);
      }
    }
    class SlowDto {
      @Validate(Asynchronous)
      name!: string;
    }

    expect(() => constraintsOf(SlowDto)).toThrow('SlowDto.name: a constraint must not be asynchronous');
  });
});

describe('a class that is derived by a mapped type of Nest', () => {
  class RoomDto {
    @TextField({ minLength: 1, maxLength: 50, description: 'Name', required: true, alias: 'title' })
    name!: string;

    @IntegerField({ minimum: 1, maximum: 9, description: 'Floor' })
    floor?: number | null;
  }

  it('PartialType: requires nothing, and null is no value of what a whole one requires', () => {
    class ChangeDto extends PartialType(RoomDto, { skipNullProperties: false }) {}

    expect(parse(ChangeDto, {}).failures).toEqual([]);
    expect(parse(ChangeDto, { title: 'Aula', floor: null })).toEqual({
      fields: { name: 'Aula', floor: null },
      failures: [],
    });
    expect(parse(ChangeDto, { name: null, floor: 0 }).failures).toEqual([
      { field: 'name', message: 'must not be null' },
      { field: 'floor', message: 'must be from 1 to 9' },
    ]);
  });

  it('OmitType and PickType: have the fields that are left, by the same rules', () => {
    class WithoutFloorDto extends OmitType(RoomDto, ['floor']) {}
    class OnlyFloorDto extends PickType(RoomDto, ['floor']) {}

    expect([...fieldsOf(WithoutFloorDto).keys()]).toEqual(['name']);
    expect(fieldsOf(OnlyFloorDto)).toEqual(new Map([['floor', fieldsOf(RoomDto).get('floor')]]));
    expect(parse(WithoutFloorDto, { name: '', floor: 1 }).failures).toEqual([
      { field: 'name', message: 'must not be blank' },
      { field: 'floor', message: 'is not a field of this object' },
    ]);
    expect(parse(OnlyFloorDto, { floor: 0 }).failures).toEqual([
      { field: 'floor', message: 'must be from 1 to 9' },
    ]);
  });

  it('collects the fields that the company names', () => {
    expect(dynamicFieldsOf(UpdateProjectDto)).toEqual(dynamicFieldsOf(CreateProjectDto));
    expect(parse(UpdateProjectDto, { metadata_13: null })).toEqual({
      fields: { metadata: new Map([[13, null]]) },
      failures: [],
    });
  });
});
