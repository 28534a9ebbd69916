import { type CliBench, startCli } from './cli';
import { COMPANY } from './company';

const CREATED = [
  '+ company 1 acme',
  '+ role 40 Viewer',
  '+ role 41 Administrator',
  '+ person 7 Ada@acme.example',
  '+ person 8 bob@acme.example',
  '+ client 300 Globex',
  '+ client 301 Initech',
  '+ contact 1 carl@globex.example',
  '+ job order category 1 Projects',
  '+ project type 1 Fixed price',
  '+ project stage 1 Lead',
  '+ business unit 1 Milan',
  '+ project metadata 13 Sector',
];

describe('company apply', () => {
  let cli: CliBench;

  beforeEach(async () => {
    cli = await startCli();
  });

  afterEach(() => cli.stop());

  describe('when the company is new', () => {
    it('stores all of it, with the ids that the file gives and later ones for the rest', async () => {
      expect(await cli.apply(COMPANY)).toEqual({ code: 0, out: CREATED, err: [] });

      const instant = expect.any(String) as string;
      const row = { company_id: 1, created_at: instant, updated_at: instant };
      const deletable = { ...row, deleted_at: null };
      expect(await rowsOf(cli, 'companies')).toEqual([
        {
          id: 1,
          created_at: instant,
          updated_at: instant,
          slug: 'acme',
          name: 'Acme',
          is_client_contact_required: false,
          is_job_order_unique: false,
          is_probability_scale_enforced: true,
        },
      ]);
      expect(await rowsOf(cli, 'accounts')).toEqual([
        { id: 1, created_at: instant, email: 'ada@acme.example' },
        { id: 2, created_at: instant, email: 'bob@acme.example' },
      ]);
      expect(await rowsOf(cli, 'roles')).toEqual([
        { ...row, id: 40, name: 'Viewer', is_default: true, permissions: ['pipeline.view', 'crm.view'] },
        {
          ...row,
          id: 41,
          name: 'Administrator',
          is_default: false,
          permissions: ['settings.company', 'settings.team'],
        },
      ]);
      const ada = { email: 'Ada@acme.example', name: 'Ada', surname: 'Byron', is_archived: false };
      const bob = { email: 'bob@acme.example', name: 'Bob', surname: 'Burr', is_archived: true };
      expect(await rowsOf(cli, 'persons')).toEqual([
        { ...row, id: 7, account_id: 1, role_id: 41, ...ada },
        { ...row, id: 8, account_id: 2, role_id: 40, ...bob },
      ]);
      expect(await rowsOf(cli, 'clients')).toMatchObject([
        { ...deletable, id: 300, corporate_name: 'Globex', acronym: 'GLX' },
        { ...deletable, id: 301, corporate_name: 'Initech', acronym: 'INI' },
      ]);
      const carl = { email: 'carl@globex.example', name: 'Carl', surname: 'Carlson', role: 'Operator' };
      expect(await rowsOf(cli, 'client_contacts')).toMatchObject([
        { ...deletable, id: 1, client_id: 300, ...carl },
      ]);
      expect(await rowsOf(cli, 'job_order_categories')).toMatchObject([
        { ...deletable, id: 1, name: 'Projects', is_opportunity_status_tracking_enabled: true },
      ]);
      expect(await rowsOf(cli, 'project_types')).toEqual([
        { ...row, id: 1, name: 'Fixed price', group: 'Paid' },
      ]);
      expect(await rowsOf(cli, 'project_stages')).toEqual([
        { ...row, id: 1, name: 'Lead', hierarchy: 1, description: 'First' },
      ]);
      expect(await rowsOf(cli, 'business_units')).toEqual([{ ...row, id: 1, name: 'Milan' }]);
      expect(await rowsOf(cli, 'project_metadata')).toEqual([
        { ...row, id: 13, key: 'Sector', is_required: true },
      ]);
      expect(await rowsOf(cli, 'project_metadata_options')).toEqual([
        { company_id: 1, project_metadata_id: 13, value: 'Finance', position: 2 },
        { company_id: 1, project_metadata_id: 13, value: 'IT', position: 1 },
      ]);
    });
  });

  describe('when the file is applied a second time', () => {
    it('changes nothing', async () => {
      await cli.apply(COMPANY);
      const before = await cli.dump();
      expect(await cli.apply(COMPANY)).toEqual({ code: 0, out: ['Nothing to change.'], err: [] });
      expect(await cli.dump()).toEqual(before);
    });
  });

  describe('with --dry-run', () => {
    it('reports what a new company would be and leaves no trace', async () => {
      const before = await cli.dump();
      const reported = [
        'Dry run: nothing is stored.',
        '+ company acme',
        '+ role 40 Viewer',
        '+ role Administrator',
        '+ person 7 Ada@acme.example',
        '+ person bob@acme.example',
        '+ client 300 Globex',
        '+ client Initech',
        '+ contact carl@globex.example',
        '+ job order category 1 Projects',
        '+ project type Fixed price',
        '+ project stage Lead',
        '+ business unit Milan',
        '+ project metadata 13 Sector',
      ];
      expect(await cli.apply(COMPANY, '--dry-run')).toEqual({ code: 0, out: reported, err: [] });
      expect(await cli.dump()).toEqual(before);
    });

    it('reports what would change in a company and leaves no trace', async () => {
      await cli.apply(COMPANY);
      const before = await cli.dump();
      const file = {
        slug: 'acme',
        name: 'Acme & Co',
        settings: { is_job_order_unique: true },
        business_units: [{ name: 'Rome' }],
        project_metadata: [{ key: 'Sector', values: ['Finance', 'Law'] }],
      };
      expect(await cli.apply(file, '--dry-run')).toEqual({
        code: 0,
        out: [
          'Dry run: nothing is stored.',
          '~ company 1 acme: name Acme → Acme & Co, is_job_order_unique false → true',
          '+ business unit Rome',
          '~ project metadata 13 Sector: values [IT, Finance] → [Finance, Law]',
        ],
        err: [],
      });
      expect(await cli.dump()).toEqual(before);
    });

    it('says so when there is nothing to change', async () => {
      await cli.apply(COMPANY);
      expect((await cli.apply(COMPANY, '--dry-run')).out).toEqual([
        'Dry run: nothing is stored.',
        'Nothing to change.',
      ]);
    });
  });
});

async function rowsOf(cli: CliBench, table: string): Promise<unknown[]> {
  const rows = (await cli.dump())[table] as { row: unknown }[];
  return rows.map(({ row }) => row);
}
