import { type TestDatabase } from '../database';
import { type TestCompany } from './company';

/** Fills a company with projects that differ in whatever a list filters by, and has PostgreSQL analyze them. */
export async function createManyProjects(
  database: TestDatabase,
  company: TestCompany,
  count: number,
): Promise<void> {
  await database.query(
    `insert into projects (company_id, name, value, probability, date_start, duration, client_id, pm_id, account_id,
                           job_order_category_id, project_stage_id, updated_at, deleted_at,
                           external_source, external_id)
     select $1, 'Project ' || number, 1.5, number % 101, date '2015-01-01' + (number % 120) * 31, 4, $2, $3,
            case when number % 1000 = 0 then $4::bigint end, $5, case when number % 50 = 0 then $6::bigint end,
            timestamptz '2020-01-01' + number * interval '1 minute',
            case when number % 200 = 0 then timestamptz '2025-01-01' + number * interval '1 second' end,
            case when number % 2 = 0 then 'crm' end, case when number % 2 = 0 then 'D-' || number end
       from generate_series(1, $7::integer) as number`,
    [
      company.companyId,
      company.clientId,
      company.personId,
      company.personId,
      company.categoryId,
      company.stageId,
      count,
    ],
  );
  await database.query('analyze projects');
}
