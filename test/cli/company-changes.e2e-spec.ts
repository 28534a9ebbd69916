import { insert } from '../support/builders/company';
import { type CliBench, startCli } from './cli';

const COMPANY = {
  slug: 'acme',
  name: 'Acme',
  roles: [
    { id: 1, name: 'Viewer', permissions: ['crm.view'] },
    { id: 2, name: 'Administrator', permissions: ['crm.view', 'crm.edit'] },
  ],
  persons: [{ id: 1, email: 'ada@acme.example', name: 'Ada', surname: 'Byron', role: 'Viewer' }],
  clients: [
    {
      id: 1,
      corporate_name: 'Globex',
      acronym: 'GLX',
      contacts: [{ id: 1, email: 'carl@globex.example', name: 'Carl', surname: 'C', role: 'Boss' }],
    },
  ],
  job_order_categories: [{ id: 1, name: 'Projects' }],
  project_types: [{ id: 1, name: 'Fixed', group: 'Paid' }],
  project_stages: [{ id: 1, name: 'Lead', description: 'First', hierarchy: 1 }],
  project_metadata: [{ id: 1, key: 'Sector', values: ['IT', 'Finance', 'Law'] }],
};

const HEAD = { slug: 'acme', name: 'Acme' };

describe('company apply to a company that exists', () => {
  let cli: CliBench;

  beforeAll(async () => {
    cli = await startCli();
  });

  afterAll(() => cli.stop());

  beforeEach(async () => {
    await cli.database.query('truncate companies, accounts restart identity cascade');
    await cli.apply(COMPANY);
  });

  /** Each file with what applying it says; whatever a file does not name must stay. */
  const cases: [string, object, string[]][] = [
    ['the name of the company', { name: 'Acme Ltd' }, ['~ company 1 acme: name Acme → Acme Ltd']],
    [
      'a setting, leaving the others',
      { settings: { is_client_contact_required: true } },
      ['~ company 1 acme: is_client_contact_required false → true'],
    ],
    [
      'the role of a person, found by the e-mail address in any case',
      { persons: [{ email: 'ADA@acme.example', name: 'Ada', surname: 'Byron', role: 'Administrator' }] },
      ['~ person 1 ADA@acme.example: email ada@acme.example → ADA@acme.example, role Viewer → Administrator'],
    ],
    [
      'the e-mail address of a person, found by id',
      { persons: [{ id: 1, email: 'ada@new.example', name: 'Ada', surname: 'Byron', role: 'Viewer' }] },
      ['~ person 1 ada@new.example: email ada@acme.example → ada@new.example'],
    ],
    [
      'a person who left',
      {
        persons: [
          {
            id: 1,
            email: 'ada@acme.example',
            name: 'Ada',
            surname: 'Byron',
            role: 'Viewer',
            is_archived: true,
          },
        ],
      },
      ['~ person 1 ada@acme.example: is_archived false → true'],
    ],
    [
      'permissions',
      { roles: [{ name: 'Viewer', permissions: ['pipeline.view', 'crm.view'] }] },
      ['~ role 1 Viewer: permissions [crm.view] → [pipeline.view, crm.view]'],
    ],
    [
      'nothing, when permissions come in another order',
      { roles: [{ name: 'Administrator', permissions: ['crm.edit', 'crm.view'] }] },
      ['Nothing to change.'],
    ],
    [
      'a name that one role gives up and another takes',
      {
        roles: [
          { name: 'Viewer', permissions: [] },
          { id: 1, name: 'Reader', permissions: ['crm.view'] },
        ],
      },
      ['+ role 3 Viewer', '~ role 1 Reader: name Viewer → Reader'],
    ],
    [
      'a client and a new contact of it',
      {
        clients: [
          {
            corporate_name: 'Globex',
            acronym: 'GX',
            contacts: [{ email: 'dora@globex.example', name: 'Dora', surname: 'D' }],
          },
        ],
      },
      ['~ client 1 Globex: acronym GLX → GX', '+ contact 2 dora@globex.example'],
    ],
    [
      'a contact, found by the e-mail address within the client, and an empty role',
      {
        clients: [
          {
            corporate_name: 'Globex',
            acronym: 'GLX',
            contacts: [{ email: 'Carl@globex.example', name: 'Carlo', surname: 'C', role: null }],
          },
          {
            corporate_name: 'Initech',
            acronym: 'INI',
            contacts: [{ email: 'carl@globex.example', name: 'Carl', surname: 'C' }],
          },
        ],
      },
      [
        '+ client 2 Initech',
        '~ contact 1 Carl@globex.example: email carl@globex.example → Carl@globex.example, name Carl → Carlo, role Boss → (none)',
        '+ contact 2 carl@globex.example',
      ],
    ],
    [
      'names found by id, and optional fields that are emptied',
      {
        job_order_categories: [{ id: 1, name: 'Work', is_opportunity_status_tracking_enabled: true }],
        project_types: [{ id: 1, name: 'Fixed price', group: null }],
        project_stages: [{ id: 1, name: 'First\ncall', description: null, hierarchy: null }],
      },
      [
        '~ job order category 1 Work: name Projects → Work, is_opportunity_status_tracking_enabled false → true',
        '~ project type 1 Fixed price: name Fixed → Fixed price, group Paid → (none)',
        '~ project stage 1 "First\\ncall": name Lead → "First\\ncall", description First → (none)',
      ],
    ],
    [
      'the values of a metadata and their order',
      { project_metadata: [{ key: 'Sector', is_required: true, values: ['Law', 'Art', 'IT'] }] },
      ['~ project metadata 1 Sector: is_required false → true, values [IT, Finance, Law] → [Law, Art, IT]'],
    ],
  ];

  it.each(cases)('changes %s', async (_, file, out) => {
    expect(await cli.apply({ ...HEAD, ...file })).toEqual({ code: 0, out, err: [] });
    expect((await cli.apply({ ...HEAD, ...file })).out).toEqual(['Nothing to change.']);
    const leftAlone = await cli.dump();
    expect(leftAlone.companies).toHaveLength(1);
    expect(leftAlone.project_metadata_options).toHaveLength(3);
  });

  it('moves updated_at of what it changes, and of nothing else', async () => {
    const before = await updatedAt(cli);
    await cli.apply({ ...HEAD, project_metadata: [{ key: 'Sector', values: ['Law'] }] });
    const after = await updatedAt(cli);
    expect({ ...after, project_metadata: before.project_metadata }).toEqual(before);
    expect(after.project_metadata! > before.project_metadata!).toBe(true);
    expect(
      await cli.database.query('select value, position from project_metadata_options order by position'),
    ).toEqual([{ value: 'Law', position: 1 }]);
  });

  it('gives the person the account of the new e-mail address, and keeps the old account', async () => {
    const person = { id: 1, email: 'Ada@New.example', name: 'Ada', surname: 'Byron', role: 'Viewer' };
    await cli.apply({ ...HEAD, persons: [person] });
    expect(await cli.database.query('select id, email from accounts order by id')).toEqual([
      { id: 1, email: 'ada@acme.example' },
      { id: 2, email: 'ada@new.example' },
    ]);
    expect(await cli.database.query('select account_id, email from persons')).toEqual([
      { account_id: 2, email: 'Ada@New.example' },
    ]);
  });

  it('finds no deleted rows by their name', async () => {
    await cli.database.query('update clients set deleted_at = now()');
    expect(await cli.apply({ ...HEAD, clients: [{ corporate_name: 'Globex', acronym: 'GLX' }] })).toEqual({
      code: 0,
      out: ['+ client 2 Globex'],
      err: [],
    });
  });

  it('leaves the rows of other companies alone, even with the same ids', async () => {
    await cli.apply({ ...COMPANY, slug: 'other', name: 'Other' });
    const before = await rowsOfFirst(cli);
    const clients = [{ id: 1, corporate_name: 'Renamed', acronym: 'R' }];
    expect((await cli.apply({ slug: 'other', name: 'Other', clients })).out).toEqual([
      '~ client 1 Renamed: corporate_name Globex → Renamed, acronym GLX → R',
    ]);
    expect(await rowsOfFirst(cli)).toEqual(before);
  });

  it('numbers new rows above the given ids, never moving back', async () => {
    await cli.apply({ ...HEAD, clients: [{ id: 5000, corporate_name: 'A', acronym: 'A' }] });
    await cli.apply({ ...HEAD, clients: [{ id: 20, corporate_name: 'B', acronym: 'B' }] });
    const row = { company_id: 1, corporate_name: 'C', acronym: 'C' };
    expect(await insert(cli.database, 'clients', row)).toBe(5001);
  });
});

async function updatedAt({ database }: CliBench): Promise<Record<string, string>> {
  const tables = [
    'companies',
    'roles',
    'persons',
    'clients',
    'client_contacts',
    'project_types',
    'project_metadata',
  ];
  const times: Record<string, string> = {};
  for (const table of tables) {
    const [row] = await database.query<{ at: string }>(`select max(updated_at)::text as at from ${table}`);
    times[table] = row!.at;
  }
  return times;
}

async function rowsOfFirst({ database }: CliBench): Promise<unknown[]> {
  return database.query('select * from clients where company_id = 1');
}
