import { type CompanyFileDto } from './company-file.dto';
import { JOB_ORDER_CATEGORY_GROUPS, jobOrderCategoriesTable } from './company-tables';
import { type CompanyWork } from './company-work';
import { type Outcome, reconcile, wantedRows } from './reconcile';

/** Groups first: a category names its group, which may be one of the same file. */
export async function applyCategories(work: CompanyWork, file: Partial<CompanyFileDto>): Promise<Outcome[]> {
  const groupRows = wantedRows(
    JOB_ORDER_CATEGORY_GROUPS,
    'job_order_category_groups',
    file.job_order_category_groups,
  );
  const outcomes = await reconcile(work, JOB_ORDER_CATEGORY_GROUPS, groupRows);
  const groups = await work.companyQuery<{ id: number; name: string }>(
    'select id, name from job_order_category_groups where company_id = $1 and deleted_at is null order by id',
  );
  const ids = new Map(groups.map(({ id, name }) => [name, id]));
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  const known = new Set([...ids.keys(), ...groupRows.map(({ values }) => String(values.name))]);
  for (const [index, { group }] of (file.job_order_categories ?? []).entries()) {
    if (!group || known.has(group)) continue;
    const choices = known.size === 0 ? 'there is none' : [...known].join(', ');
    work.fail({
      field: `job_order_categories[${index}].group`,
      message: `must be the name of a job order category group: ${choices}`,
    });
  }
  const table = jobOrderCategoriesTable((id) => names.get(id));
  const categories = wantedRows(table, 'job_order_categories', file.job_order_categories, ({ group }) => ({
    job_order_category_group_id: group ? ids.get(group) : group,
  }));
  return [...outcomes, ...(await reconcile(work, table, categories))];
}
