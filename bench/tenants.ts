import { CREATE_PROJECT_EXAMPLE } from '../src/projects/dto/create-project.dto';
import { addMetadata, createCompany, type TestCompany } from '../test/support/builders/company';
import { type TestDatabase } from '../test/support/database';
import { type BenchDatabase } from './bench-database';
import { type BenchAccess, headers } from './requests';

export const TENANTS = 100;
const MORE_METADATA = ['Region', 'Channel'];

/** A company beside others. */
export interface Tenant extends TestCompany {
  /** Two more fields `metadata_<id>`, each with the value "A". */
  readonly moreMetadata: readonly string[];
  /** Of the projects that it begins with. */
  projectIds: readonly number[];
}

/** The example of the documentation in this company. */
export function exampleOf(tenant: Tenant): Record<string, unknown> {
  const { metadata_13: value, ...fields } = CREATE_PROJECT_EXAMPLE;
  return {
    ...fields,
    client_id: tenant.clientId,
    client_contact_id: tenant.contactId,
    pm_id: tenant.personId,
    account_id: tenant.personId,
    job_order_category_id: tenant.categoryId,
    project_type_id: tenant.typeId,
    business_unit_id: tenant.businessUnitId,
    [`metadata_${tenant.metadataId}`]: value,
  };
}

export async function createTenants(database: TestDatabase): Promise<Tenant[]> {
  const tenants: Tenant[] = [];
  for (let number = 0; number < TENANTS; number++) {
    const company = await createCompany(database);
    const moreMetadata: string[] = [];
    for (const key of MORE_METADATA) {
      moreMetadata.push(
        await addMetadata(database, company, { key, is_required: false, values: ['A', 'B'] }),
      );
    }
    tenants.push({ ...company, moreMetadata, projectIds: [] });
  }
  return tenants;
}

/** Empties the database and gives each company so many projects, as the service stores them. */
export async function seedTenants(
  database: BenchDatabase,
  serviceUrl: string,
  tenants: readonly Tenant[],
  projectsEach: number,
): Promise<void> {
  await database.empty();
  for (const tenant of tenants) {
    const bodies = Array.from({ length: projectsEach }, () => exampleOf(tenant));
    tenant.projectIds = await importProjects(serviceUrl, tenant, bodies);
  }
  await database.vacuum();
}

/** Returns their ids. */
export async function importProjects(
  serviceUrl: string,
  access: BenchAccess,
  bodies: readonly object[],
): Promise<number[]> {
  const response = await fetch(`${serviceUrl}/api/projects:import`, {
    method: 'POST',
    headers: { ...headers(access), 'Content-Type': 'application/x-ndjson' },
    body: bodies.map((body) => `${JSON.stringify(body)}\n`).join(''),
  });
  const text = await response.text();
  const ids = [...text.matchAll(/"status":"created","id":(\d+)/g)].map(([, id]) => Number(id));
  if (ids.length !== bodies.length) throw new Error(`${ids.length} of ${bodies.length} are created: ${text}`);
  return ids;
}
