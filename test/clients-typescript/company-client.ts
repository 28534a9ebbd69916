import {
  createClient,
  type ProjectsClient,
  type RetryOptions,
  type components,
} from '../../clients/typescript/src/client';
import { type TestCompany } from '../support/builders/company';
import { bareProject } from '../support/builders/project';

export type Project = components['schemas']['Project'];
export type CreateProject = components['schemas']['CreateProject'];

/** The client of the company's administrator, which does not wait long. */
export function clientOf(
  company: TestCompany,
  baseUrl: string,
  retry: Partial<RetryOptions> = { baseDelayMs: 1 },
): ProjectsClient {
  return createClient({ baseUrl, token: company.token, company: company.company, retry });
}

/** A typed body with the required fields only. */
export function bodyOf(company: TestCompany, name = 'First project'): CreateProject {
  return {
    name,
    client_id: company.clientId,
    pm_id: company.personId,
    job_order_category_id: company.categoryId,
    value: 1.5,
    probability: 50,
    start_date: '2024-01-15',
    duration: 4,
  };
}

/** What the service makes of that body: all of it has the types of the client. */
export const projectOf = (company: TestCompany, changes: Partial<Project> = {}): Project => ({
  ...bareProject(company),
  ...changes,
});
