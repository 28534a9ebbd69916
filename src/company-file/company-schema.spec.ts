import { Ajv2020 } from 'ajv/dist/2020';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { companySchema } from './company-schema';
import { readCompanyFile } from './read-company-file';

const root = join(__dirname, '../..');
const example = parse(readFileSync(join(root, 'examples/company.yaml'), 'utf8')) as object;
const accepts = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(companySchema());
const problemsOf = (file: unknown): unknown => readCompanyFile(file).failures;

/** A file with every field that there is. */
const FULL = {
  slug: 'acme',
  name: 'Acme',
  settings: {
    is_client_contact_required: true,
    is_job_order_unique: true,
    is_probability_scale_enforced: false,
  },
  roles: [{ id: 1, name: 'Viewer', is_default: true, permissions: ['crm.view'] }],
  persons: [{ id: 1, email: 'a@b.example', name: 'A', surname: 'B', role: 'Viewer', is_archived: false }],
  clients: [
    {
      id: 1,
      corporate_name: 'Globex',
      acronym: 'GLX',
      notes: 'x',
      website: 'x',
      linkedin: 'x',
      description: 'x',
      street: 'x',
      zip_code: 'x',
      town: 'x',
      country: 'x',
      vat: 'x',
      payment_condition: 'x',
      group_company: 'x',
      sdi_code: 'x',
      company_registration_number: 'x',
      legal_name: 'x',
      intent_code: 'x',
      phone: 'x',
      tax_reference: 'x',
      email: 'a@b.example',
      pec: 'a@b.example',
      administration_email: 'a@b.example',
      intent_date: '2024-02-29',
      contacts: [
        {
          id: 1,
          email: 'c@d.example',
          name: 'C',
          surname: 'D',
          role: 'Boss',
          notes: 'x',
          linkedin: 'x',
          description: 'x',
          telephone: 'x',
        },
      ],
    },
  ],
  job_order_category_groups: [{ id: 1, name: 'Client work', is_default: true }],
  job_order_categories: [
    {
      id: 1,
      name: 'Projects',
      group: 'Client work',
      color: 'x',
      hours_type: 'x',
      external_costs_type: 'x',
      project_status_mode: 'x',
      is_chargeable: true,
      is_allocation_request_required: true,
      is_planning_allowed_to_everybody: true,
      is_planning_unlimited: true,
      is_program_required: true,
      is_budget_invoice_driven: true,
      is_capex: true,
      is_won_lost_feedback_required: true,
      is_opportunity_status_tracking_enabled: true,
      is_timesheet_automatic: true,
      is_external_drive_canvas_enabled: true,
      is_project_review_required: true,
      project_review_value_threshold: 1.00001,
    },
  ],
  project_types: [{ id: 1, name: 'Fixed price', group: 'Paid' }],
  project_stages: [{ id: 1, name: 'Lead', description: 'First', hierarchy: 1 }],
  business_units: [{ id: 1, name: 'Milan' }],
  project_metadata: [{ id: 1, key: 'Sector', is_required: true, values: ['IT'] }],
};

const WRONG_VALUES: readonly unknown[] = [
  null,
  0,
  -1,
  1.5,
  10 ** 13,
  true,
  '',
  'no such thing',
  'x'.repeat(3_000),
  ['x', 'x'],
  [''],
  [null],
  [[]],
  {},
  { unknown: 1 },
];

type Path = readonly (string | number)[];

describe('the JSON Schema of company files', () => {
  it('is checked in as it is generated', () => {
    const checkedIn = readFileSync(join(root, 'schemas/company.schema.json'), 'utf8');
    expect(JSON.parse(checkedIn)).toEqual(companySchema());
  });

  it('accepts the example and a file with every field, and so does the code', () => {
    for (const file of [example, FULL]) {
      expect(accepts(file)).toBe(true);
      expect(problemsOf(file)).toEqual([]);
    }
  });

  it('knows every field of the file with every field', () => {
    const properties = JSON.stringify(companySchema()).match(/"description":"/g)!.length;
    // The description of the file itself is one more.
    expect(pathsOf(FULL).filter((path) => typeof path.at(-1) === 'string')).toHaveLength(properties - 1);
  });

  it.each(pathsOf(FULL).map((path) => [path.join('.'), path] as const))(
    'refuses nothing at %s that the code takes',
    (_, path) => {
      const broken = [
        changed(path, undefined),
        changed([...path, 'unknown'], 1),
        ...WRONG_VALUES.map((value) => changed(path, value)),
      ];
      for (const file of broken) if (!accepts(file)) expect(problemsOf(file)).not.toEqual([]);
    },
  );

  it.each<[string, unknown]>([
    ['no object', []],
    ['no slug', { name: 'Acme' }],
    ['a slug with capitals', { slug: 'Acme', name: 'Acme' }],
    ['a slug of 64 characters', { slug: 'a'.repeat(64), name: 'Acme' }],
    ['a name of 256 characters', { slug: 'acme', name: 'a'.repeat(256) }],
    ['an unknown key', { slug: 'acme', name: 'Acme', rolls: [] }],
    ['null where a value is required', { slug: 'acme', name: null }],
    ['an unknown permission', changed(['roles', 0, 'permissions'], ['crm.fly'])],
    ['a value twice', changed(['project_metadata', 0, 'values'], ['a', 'a'])],
    ['an unknown setting', changed(['settings', 'is_fast'], true)],
    ['no e-mail address', changed(['clients', 0, 'contacts', 0, 'email'], 'nobody')],
    ['an id 0', changed(['clients', 0, 'id'], 0)],
  ])('refuses %s, as the code does', (_, file) => {
    expect(accepts(file)).toBe(false);
    expect(problemsOf(file)).not.toEqual([]);
  });
});

/** The paths of everything in a value. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const inside = entries.flatMap(([key, entry]: [string | number, unknown]) =>
    pathsOf(entry, [...path, key]),
  );
  return path.length === 0 ? inside : [path, ...inside];
}

/** The file with every field, with another value at a path; undefined removes it. */
function changed(path: Path, value: unknown): unknown {
  const file = structuredClone(FULL) as unknown;
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((inside, key) => (inside as Record<string, unknown>)[key], file);
  if (typeof parent !== 'object' || parent === null) return undefined;
  if (value === undefined && Array.isArray(parent)) parent.splice(Number(path.at(-1)), 1);
  else if (value === undefined) Reflect.deleteProperty(parent, path.at(-1)!);
  else Reflect.set(parent, path.at(-1)!, value);
  return file;
}
