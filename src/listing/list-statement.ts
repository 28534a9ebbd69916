import { type Filter, type FilterType } from './filter';
import { filterCondition, Values } from './list-conditions';
import { type ListQueryDto, MAX_LIMIT } from './list-query.dto';

/** Where the items of a list come from: fixed SQL of ours. */
export interface ListSource {
  /** A table of a company, with company_id and id. */
  readonly table: string;
  readonly columns: string;
  /** Query parameter → the column that it filters. */
  readonly filters: Readonly<Record<string, FilterType>>;
}

/** The statement of one page of a list: the rows of the company that match every filter, by ascending id. */
export function listStatement(
  source: ListSource,
  companyId: number,
  query: ListQueryDto,
): { text: string; values: readonly unknown[] } {
  const values = new Values();
  const conditions = [`company_id = ${values.add(companyId)}`];
  for (const [column, type] of Object.entries(source.filters)) {
    const filter = query[column as keyof ListQueryDto] as Filter | undefined;
    if (filter !== undefined) conditions.push(filterCondition(column, type, filter, values));
  }
  const text = `select ${source.columns} from ${source.table}
    where ${conditions.join(' and ')}
    order by id limit ${values.add(query.limit ?? MAX_LIMIT)} offset ${values.add(query.offset ?? 0)}`;
  return { text, values: values.list };
}
