import { type Caller } from '../auth/caller';
import { type Condition } from '../company-repository/company-reader';
import { filterCondition } from '../company-repository/list-conditions';
import { type ListQueryDto } from '../company-repository/list-query.dto';

/** How many ids in a row make a block: the index ix_projects_stretch is made for this number. */
const ID_BLOCK = 4096;
/** So few changes are sorted faster than blocks of ids are read. */
const FEW = 2000;

const HAS_LOWER_BOUND: ReadonlySet<string> = new Set(['eq', 'in', 'gt', 'gte', 'bt']);

/**
 * Where a page of a sync begins. A list is in the order of ids, and a sync asks for what has changed lately, which are
 * mostly the newest projects: PostgreSQL would read all the others and drop them, one by one. Instead it skips whole blocks of
 * ids in which nothing has changed since: one look into an index for each (a skip scan of PostgreSQL 18).
 */
export function fromFirstChange(
  { companyId }: Caller,
  { updated_at: filter, after }: Pick<ListQueryDto, 'updated_at' | 'after'>,
): Condition | undefined {
  if (filter === undefined || !HAS_LOWER_BOUND.has(filter.operator)) return undefined;
  return (values) => {
    const company = values.add(companyId);
    const start = values.add(typeof after === 'number' ? after : 0);
    const hasChanged = filterCondition('updated_at', 'instant', filter, values);
    return `id >= case
      when (select count(*) from (
        select from projects where company_id = ${company} and ${hasChanged} order by updated_at limit ${FEW + 1}
      ) as few) <= ${FEW} then 0
      else coalesce((
        select id / ${ID_BLOCK} * ${ID_BLOCK} from projects
         where company_id = ${company} and id / ${ID_BLOCK} >= ${start}::bigint / ${ID_BLOCK} and ${hasChanged}
         order by id / ${ID_BLOCK} limit 1
      ), ${Number.MAX_SAFE_INTEGER}) end`;
  };
}
