import { type CreateProjectDto } from '../../../src/projects/dto/create-project.dto';
import {
  dateFamily,
  type FieldFamily,
  idFamily,
  integerFamily,
  type RespondedAs,
  textFamily,
} from '../field-validation';
import { type TestCompany } from './company';

type Value = string | number;

interface ProjectField {
  /** Absent: the field can't stand alone. */
  readonly family?: FieldFamily;
  /** Of a body with all fields that can stand alone; ids are those of the company. */
  readonly value: Value | ((company: TestCompany) => Value);
  /** What it can be changed to. Absent: a row has to be made first. */
  readonly changed?: Value;
  readonly respondedAs?: RespondedAs;
}

const RANGE = 'must be at least 0 and less than 10000000000';
const VALUE: FieldFamily = {
  required: true,
  refused: [
    ['a string', 'much', 'must be a number, not a string'],
    ['a number in quotes', '1.5', 'must be a number, not a number in quotes'],
    ['a boolean', false, 'must be a number, not a boolean'],
    ['a list', [1], 'must be a number, not a list'],
    ['an object', {}, 'must be a number, not an object'],
    ['a negative one', -0.00001, RANGE],
    ['one too large', 10_000_000_000, RANGE],
    ['far too large', 1e300, RANGE],
    ['a sixth decimal', 1.000001, 'must have at most 5 decimals'],
    ['less than a cent', 0.000009, 'must have at most 5 decimals'],
  ],
  taken: [
    ['zero', 0],
    ['one cent', 0.00001],
    ['five decimals', 1234.56789],
    ['the largest', 9_999_999_999.99999],
    ['an integer', 7],
  ],
  schema: { type: 'number', minimum: 0, exclusiveMaximum: 10_000_000_000 },
};

const firstOfMonth = (date: unknown): string => `${String(date).slice(0, 7)}-01`;

/** What tests know of each field of a project's body, in the order of the contract. */
export const PROJECT_FIELDS: Readonly<Record<Exclude<keyof CreateProjectDto, 'metadata'>, ProjectField>> = {
  name: { family: textFamily({ min: 1, max: 500 }), value: 'First project', changed: 'Second project' },
  client_id: { family: idFamily({ required: true }), value: (of) => of.clientId },
  client_contact_id: { family: idFamily(), value: (of) => of.contactId },
  purchase_order: { family: textFamily({ max: 150 }), value: 'po_001', changed: 'po_002' },
  pm_id: { family: idFamily({ required: true }), value: (of) => of.personId },
  account_id: { family: idFamily(), value: (of) => of.personId },
  job_order_category_id: { family: idFamily({ required: true }), value: (of) => of.categoryId },
  project_type_id: { family: idFamily(), value: (of) => of.typeId },
  job_order: { family: textFamily({ max: 150 }), value: 'jo_001', changed: 'jo_002' },
  value: { family: VALUE, value: 1.5, changed: 2.00001 },
  probability: { family: integerFamily({ min: 0, max: 100, required: true }), value: 50, changed: 75 },
  external_cost_percentage: {
    family: integerFamily({ min: 0, max: 100 }),
    value: 20,
    changed: 35,
    respondedAs: { ifNull: 0 },
  },
  start_date: {
    family: dateFamily({ required: true }),
    value: '2024-01-15',
    changed: '2025-02-01',
    respondedAs: { key: 'date_start', value: firstOfMonth },
  },
  duration: { family: integerFamily({ min: 1, max: 2_147_483_647, required: true }), value: 4, changed: 12 },
  due_date: { family: dateFamily(), value: '2024-04-30', changed: '2025-12-31' },
  signed_on: { family: dateFamily(), value: '2024-01-02', changed: '2025-01-15' },
  business_unit_id: { family: idFamily(), value: (of) => of.businessUnitId },
  external_source: { value: 'crm', changed: 'erp' },
  external_id: { value: 'D-1', changed: 'another' },
};

/** RESPONSE_FORMAT, and SHA-256 of the expression that makes the responses of this format: `npx jest test/projects/stored-responses` says it. */
export const RESPONSES = {
  format: 1,
  madeBy: 'd524884d11070c6e8915160e0b240f575f1ac5dec2b6adefaab19a54da429753',
};

/** The fields that can stand alone. */
export const OWN_FIELDS = Object.entries(PROJECT_FIELDS).flatMap(([name, { family, value, ...field }]) =>
  family === undefined
    ? []
    : [
        {
          ...field,
          name,
          family,
          isRequired: family.required ?? false,
          valueOf: (company: TestCompany): Value => (typeof value === 'function' ? value(company) : value),
        },
      ],
);
