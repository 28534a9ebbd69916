import { insert } from '../support/builders/company';
import { type CliBench, startCli } from './cli';

const HEAD = { slug: 'acme', name: 'Acme' };
const COMPANY = {
  ...HEAD,
  roles: [
    { id: 1, name: 'Viewer', is_default: true, permissions: [] },
    { id: 2, name: 'Administrator', permissions: [] },
  ],
  persons: [
    { id: 1, email: 'ada@acme.example', name: 'Ada', surname: 'B', role: 'Viewer' },
    { id: 2, email: 'bob@acme.example', name: 'Bob', surname: 'B', role: 'Viewer' },
  ],
  clients: [
    {
      id: 1,
      corporate_name: 'Globex',
      acronym: 'G',
      contacts: [{ id: 1, email: 'c@g.example', name: 'C', surname: 'C' }],
    },
    { id: 2, corporate_name: 'Twin', acronym: 'T' },
    { id: 3, corporate_name: 'Twin', acronym: 'T' },
  ],
  job_order_categories: [{ id: 1, name: 'Projects' }],
  project_metadata: [{ id: 1, key: 'Sector', values: ['IT', 'Law', 'Art'] }],
};

describe('company apply with a wrong file', () => {
  let cli: CliBench;
  let before: Record<string, unknown>;

  beforeAll(async () => {
    cli = await startCli();
    await cli.apply(COMPANY);
    const project = { name: 'P', value: 1, probability: 50, date_start: '2024-01-01', duration: 1 };
    const references = { job_order_category_id: 1, client_id: 1, pm_id: 1 };
    for (const value of ['IT', 'IT', 'Law']) {
      const id = await insert(cli.database, 'projects', { company_id: 1, ...project, ...references });
      await cli.database.query('insert into project_metadata_values values (1, $1, 1, $2)', [id, value]);
    }
    await cli.database.query(
      `insert into clients (company_id, id, corporate_name, acronym, deleted_at) values (1, 9, 'Gone', 'G', now())`,
    );
    before = await cli.dump();
  });

  afterAll(() => cli.stop());

  const person = { name: 'N', surname: 'S', role: 'Viewer' };
  const cases: [string, unknown, string[]][] = [
    ['no object', [], ['file must hold an object']],
    ['neither slug nor name', {}, ['slug is required', 'name is required']],
    [
      'a wrong slug, name and settings',
      { slug: 'Acme', name: ' ', settings: { is_job_order_unique: 'yes', colour: 1 }, clients: {} },
      [
        'slug must be at most 63 lower-case letters and digits, with single hyphens between them',
        'name must not be blank',
        'settings.is_job_order_unique must be true or false, not a string',
        'settings.colour is not a field of the settings of a company',
        'clients must be a list',
      ],
    ],
    [
      'entries that are no objects',
      {
        ...HEAD,
        settings: [],
        roles: [null, []],
        clients: [{ corporate_name: 'X', acronym: 'X', contacts: ['a'] }],
      },
      [
        'settings must be an object',
        'roles[0] must be an object',
        'roles[1] must be an object',
        'clients[0].contacts[0] must be an object',
      ],
    ],
    [
      'an unknown permission',
      { ...HEAD, roles: [{ name: 'A', permissions: ['crm.view', 'crm.fly'] }] },
      [
        expect.stringMatching(
          /^roles\[0\]\.permissions has a wrong entry at position 2: it must be one of: pipeline\.view, /,
        ),
      ],
    ],
    [
      'two default roles',
      {
        ...HEAD,
        roles: [
          { name: 'A', is_default: true, permissions: [] },
          { name: 'B', is_default: true, permissions: [] },
          { name: 'Viewer', is_default: false, permissions: [] },
        ],
      },
      ['roles[1].is_default can not be true, too: roles[0] is the default'],
    ],
    [
      'another default role than the company has',
      { ...HEAD, roles: [{ name: 'A', is_default: true, permissions: [] }] },
      ['roles[0].is_default can not be true: Viewer is the default. Say false for that role'],
    ],
    [
      'an unknown role and a contact without an e-mail address',
      {
        ...HEAD,
        persons: [{ ...person, email: 'x@y', role: 'Boss' }],
        clients: [
          { corporate_name: 'X', acronym: 'X', contacts: [{}, { email: 'x', name: 'N', surname: 'S' }] },
        ],
      },
      [
        'persons[0].role must be the name of a role: Viewer, Administrator',
        'clients[0].contacts[0].email is required',
        'clients[0].contacts[0].name is required',
        'clients[0].contacts[0].surname is required',
        'clients[0].contacts[1].email must be an e-mail address',
      ],
    ],
    [
      'repeated ids and names',
      {
        ...HEAD,
        roles: [
          { id: 7, name: 'A', permissions: [] },
          { id: 7, name: 'A', permissions: [] },
        ],
        persons: [
          { ...person, email: 'x@y' },
          { ...person, email: 'X@y' },
        ],
        clients: [
          { corporate_name: 'X', acronym: 'X', contacts: [{ id: 5, email: 'x@y', name: 'N', surname: 'S' }] },
          {
            id: 6,
            corporate_name: 'X',
            acronym: 'X',
            contacts: [{ id: 5, email: 'x@y', name: 'N', surname: 'S' }],
          },
        ],
        project_metadata: [{ key: 'K', values: ['a', 'a'] }],
      },
      [
        'roles[1].id is the id of roles[0], too',
        'roles[1].name is the name of roles[0], too',
        'persons[1].email is the email of persons[0], too',
        'clients[1].corporate_name is the corporate_name of clients[0], too. Give both an id if they are two',
        'clients[1].contacts[0].id is the id of clients[0].contacts[0], too',
        'project_metadata[0].values names "a" twice',
      ],
    ],
    [
      'ids that do not fit',
      {
        ...HEAD,
        roles: [
          { id: 1, name: 'Administrator', permissions: [] },
          { id: 8, name: 'Viewer', permissions: [] },
        ],
        persons: [{ ...person, id: 9, email: 'ADA@acme.example' }],
        clients: [
          {
            id: 2,
            corporate_name: 'Other',
            acronym: 'O',
            contacts: [{ id: 1, email: 'c@g.example', name: 'C', surname: 'C' }],
          },
          { id: 9, corporate_name: 'Gone', acronym: 'G' },
          { id: 10, corporate_name: 'Globex', acronym: 'G' },
        ],
      },
      [
        'roles[0].id does not fit: the name is that of the role with the id 2',
        'roles[1].id does not fit: the role with this name has the id 1',
        'persons[0].id does not fit: the person with this email has the id 1',
        'clients[0].contacts[0].id is the id of a contact of another client: 1',
        'clients[1].id is the id of a deleted client',
        'clients[2].id does not fit: the client with this corporate_name has the id 1',
      ],
    ],
    [
      'the e-mail address of another person',
      { ...HEAD, persons: [{ ...person, id: 2, email: 'ada@acme.example' }] },
      ['persons[0].id does not fit: the email is that of the person with the id 1'],
    ],
    [
      'an id that would use up the ids of all',
      { ...HEAD, business_units: [{ id: 1_000_000_000_001, name: 'B' }] },
      ['business_units[0].id must be from 1 to 1000000000000'],
    ],
    [
      'a name that two rows have',
      { ...HEAD, clients: [{ corporate_name: 'Twin', acronym: 'T' }] },
      ['clients[0].id is required: the corporate_name fits the ids 2 and 3'],
    ],
    [
      'values left out that projects hold',
      { ...HEAD, project_metadata: [{ key: 'Sector', values: ['Art'] }] },
      [
        'project_metadata[0].values must keep "IT": 2 projects have it',
        'project_metadata[0].values must keep "Law": 1 project has it',
      ],
    ],
    [
      'one problem at its end, after much that is right',
      {
        slug: 'acme',
        name: 'Renamed',
        roles: [{ name: 'New', permissions: [] }],
        persons: [{ ...person, email: 'new@acme.example', role: 'New' }],
        clients: [
          { corporate_name: 'New', acronym: 'N', contacts: [{ email: 'x@y', name: 'N', surname: 'S' }] },
        ],
        project_metadata: [{ key: 'Sector', values: ['Art', 'IT'] }],
      },
      ['project_metadata[0].values must keep "Law": 1 project has it'],
    ],
    [
      'a new company with an unknown role',
      { slug: 'new', name: 'New', persons: [{ ...person, email: 'x@y' }] },
      ['persons[0].role must be the name of a role: there is none'],
    ],
  ];

  it.each(cases)('reports %s, and stores nothing', async (_, file, err) => {
    expect(await cli.apply(file)).toEqual({ code: 1, out: [], err });
    expect(await cli.apply(file, '--dry-run')).toEqual({ code: 1, out: [], err });
    expect(withoutSequences(await cli.dump())).toEqual(withoutSequences(before));
  });
});

/** Ids that a failed attempt has used are not used again, which no rollback changes. */
function withoutSequences(dump: Record<string, unknown>): object {
  return { ...dump, sequences: undefined };
}
