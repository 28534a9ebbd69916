import { LOCK_PROJECTS, SWITCH_UNIQUE_JOB_ORDERS } from '../projects/sql/unique-job-orders.sql';
import { type CompanyWork } from './company-work';

/** How many shared job orders are listed; a company that never asked for unique ones may have thousands. */
const LISTED = 10;

/**
 * Turns on or off that no two projects share a job order, which a unique constraint on a column of its own watches.
 * Projects that are being stored at this moment read the old setting, so they are let finish and new ones wait.
 */
export async function switchUniqueJobOrders(work: CompanyWork, isUnique: boolean): Promise<void> {
  await work.query(LOCK_PROJECTS, []);
  if (isUnique) await refuseSharedJobOrders(work);
  if (!work.mayWrite) return;
  await work.companyQuery(SWITCH_UNIQUE_JOB_ORDERS, isUnique);
}

async function refuseSharedJobOrders(work: CompanyWork): Promise<void> {
  const shared = await work.companyQuery<{ job_order: string; ids: number[] }>(
    `select job_order, array_agg(id order by id) as ids
       from projects
      where company_id = $1 and deleted_at is null and job_order is not null
      group by job_order
     having count(*) > 1
      order by min(id)`,
  );
  const field = 'settings.is_job_order_unique';
  for (const { job_order, ids } of shared.slice(0, LISTED)) {
    const message = `can not be true: the projects ${ids.join(', ')} share the job order ${JSON.stringify(job_order)}`;
    work.fail({ field, message });
  }
  if (shared.length > LISTED) {
    work.fail({ field, message: `can not be true: ${shared.length - LISTED} more job orders are shared` });
  }
}
