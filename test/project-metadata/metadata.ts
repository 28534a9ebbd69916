import { type ApiResponse, type Api, INSTANT, invalidData } from '../support/api';
import { type TestApp } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';

export const AT = '/api/project-metadata';

export const metadata = (id: unknown, changes: object = {}): object => ({
  id,
  created_at: INSTANT,
  updated_at: INSTANT,
  key: 'Sector',
  values: ['IT', 'Finance'],
  is_required: false,
  ...changes,
});

export const shown = ({ status, body }: ApiResponse): object => ({ status, body });
export const refused = (...failures: Parameters<typeof invalidData>): object => ({
  status: 400,
  body: invalidData(...failures),
});

/** "Sector" with IT and Finance, and projects that hold the values given. */
export async function setupMetadata(
  { database, api: anybody }: TestApp,
  held: readonly string[],
): Promise<Setup> {
  const company = await createCompany(database);
  const api = anybody.as(company);
  const field = `metadata_${company.metadataId}`;
  const projects: Project[] = [];
  for (const value of held) {
    projects.push(
      (await api.post('/api/projects', projectBody(company, { [field]: value }))).body as Project,
    );
  }
  const path = `${AT}/${company.metadataId}`;
  const patch = async (body: unknown): Promise<ApiResponse> => api.send('PATCH', path, { body });
  return { company, api, path, field, projects, patch };
}

export interface Project {
  readonly id: number;
  readonly updated_at: string;
}

export interface Setup {
  readonly company: TestCompany;
  readonly api: Api;
  readonly path: string;
  readonly field: string;
  readonly projects: readonly Project[];
  patch(body: unknown): Promise<ApiResponse>;
}

/** Everything that a write of metadata could touch. */
export async function storedOf({ database }: TestApp, { companyId }: TestCompany): Promise<object> {
  const all = async (table: string): Promise<object[]> =>
    database.query(`select * from ${table} where company_id = $1 order by 1, 2, 3, 4`, [companyId]);
  return {
    metadata: await all('project_metadata'),
    options: await all('project_metadata_options'),
    values: await all('project_metadata_values'),
    projects: await all('projects'),
  };
}
