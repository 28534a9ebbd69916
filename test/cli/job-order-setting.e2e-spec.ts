import { insert } from '../support/builders/company';
import { type CliBench, startCli } from './cli';

const HEAD = { slug: 'acme', name: 'Acme' };
const COMPANY = {
  ...HEAD,
  roles: [{ id: 1, name: 'Viewer', permissions: [] }],
  persons: [{ id: 1, email: 'ada@acme.example', name: 'Ada', surname: 'Byron', role: 'Viewer' }],
  clients: [{ id: 1, corporate_name: 'Globex', acronym: 'GLX' }],
  job_order_categories: [{ id: 1, name: 'Projects' }],
};

describe('company apply of the setting is_job_order_unique', () => {
  let cli: CliBench;

  beforeEach(async () => {
    cli = await startCli();
    await cli.apply(COMPANY);
  });

  afterEach(() => cli.stop());

  const project = {
    company_id: 1,
    name: 'P',
    value: 1,
    probability: 50,
    date_start: '2024-01-01',
    duration: 1,
    job_order_category_id: 1,
    client_id: 1,
    pm_id: 1,
  };
  const turn = (is_job_order_unique: boolean): Promise<unknown> =>
    cli.apply({ ...HEAD, settings: { is_job_order_unique } });

  it('is enforced from when it is turned on, for the projects that are not deleted', async () => {
    await insert(cli.database, 'projects', { ...project, job_order: 'jo_1' });
    await insert(cli.database, 'projects', { ...project, job_order: 'jo_1', deleted_at: new Date() });
    await insert(cli.database, 'projects', project);
    const unique = 'select unique_job_order from projects order by id';
    await turn(true);
    const filled = await cli.database.query<{ unique_job_order: string | null }>(unique);
    expect(filled.map(({ unique_job_order }) => unique_job_order)).toEqual(['jo_1', null, null]);
    await turn(false);
    const cleared = await cli.database.query<{ unique_job_order: string | null }>(unique);
    expect(cleared.map(({ unique_job_order }) => unique_job_order)).toEqual([null, null, null]);
  });

  it('can not be turned on while projects share a job order', async () => {
    for (const job_order of ['jo_1', 'jo_2', 'jo_2', 'jo_1', 'jo_1'])
      await insert(cli.database, 'projects', { ...project, job_order });
    const before = await cli.dump();
    expect(await turn(true)).toEqual({
      code: 1,
      out: [],
      err: [
        'settings.is_job_order_unique can not be true: the projects 1, 4, 5 share the job order "jo_1"',
        'settings.is_job_order_unique can not be true: the projects 2, 3 share the job order "jo_2"',
      ],
    });
    expect(await cli.dump()).toEqual(before);
  });

  it('lists ten of many shared job orders', async () => {
    for (let order = 0; order < 24; order++)
      await insert(cli.database, 'projects', { ...project, job_order: `jo_${order % 12}` });
    const { err } = await cli.apply({ ...HEAD, settings: { is_job_order_unique: true } });
    expect(err).toHaveLength(11);
    expect(err.at(-1)).toBe('settings.is_job_order_unique can not be true: 2 more job orders are shared');
  });
});
