import { type ApiResponse, invalidData } from '../support/api';
import { type TestApp } from '../support/app';
import { type CompanySettings, createCompany, type TestCompany } from '../support/builders/company';
import { wholeProjectBody } from '../support/builders/project';

export type Project = Record<string, unknown> & { id: number; updated_at: string };

export interface Setup {
  readonly company: TestCompany;
  readonly project: Project;
  patch(body: unknown): Promise<Pick<ApiResponse, 'status' | 'body'>>;
  read(): Promise<Project>;
}

/** A project with every field, and a caller who may change it. */
export async function setupProject(service: TestApp, settings: CompanySettings = {}): Promise<Setup> {
  const company = await createCompany(service.database, settings);
  const api = service.api.as(company);
  const created = await api.post('/api/projects', wholeProjectBody(company));
  const project = created.body as Project;
  return {
    company,
    project,
    async patch(change) {
      const response = await api.send('PATCH', `/api/projects/${project.id}`, { body: change });
      return { status: response.status, body: response.body };
    },
    read: async () => (await api.get(`/api/projects/${project.id}`)).body as Project,
  };
}

export const rejected = (...failures: { field: string; message: string }[]): object => ({
  status: 400,
  body: invalidData(...failures),
});
