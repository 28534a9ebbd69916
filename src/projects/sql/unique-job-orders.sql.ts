/** Lets the writers of projects finish, and has new ones wait. */
export const LOCK_PROJECTS = 'lock table projects in share row exclusive mode';

/** Turns on or off that no two projects of the company $1 share a job order. No project changes for those who read it. */
export const SWITCH_UNIQUE_JOB_ORDERS = `
  update projects set unique_job_order = case when $2::boolean and deleted_at is null then job_order end
   where company_id = $1 and (unique_job_order is not null or job_order is not null)`;
