import { type Caller } from '../auth/caller';
import { type Database } from '../database/database';
import { violatedUnique } from '../database/database-errors';
import { columnTypesOf, nounOf, tableOf, uniqueKeysOf } from '../database/entity';
import { type Statement, statement } from '../database/statement';
import { type ApiError, InvalidDataError, NotFoundError, ServiceUnavailableError } from '../http/api-error';
import { boundedBy, RawJson, type Page } from '../http/raw-json';
import { fieldsOf } from '../fields/field-registry';
import { type Filter, type FilterType } from './filter';
import { type EventNoun } from './crm-events.sql';
import { cursorBefore, type EventCursor } from './event-cursor';
import { behind, filterCondition, orderSql, Values } from './list-conditions';
import {
  DeletableListQueryDto,
  type Deleted,
  ListQueryDto,
  MAX_LIMIT,
  type PageQueryDto,
} from './list-query.dto';
import { type Order, type OrderTypes } from './order';
import { filtersOf, orderOf } from './query-field.decorator';

/** A resource of a company that can be listed and read: fixed SQL of ours, and the class of its responses. */
export interface ResourceSource {
  /** Its table has company_id and id. With a column deleted_at, rows stay when they are deleted. */
  readonly entity: new () => object;
  /** The columns are the keys of this class. */
  readonly response: abstract new () => object;
  /** SQL of the keys that are no columns. Each table that it reads is compared with `company`, a placeholder. */
  readonly computed?: Readonly<Record<string, (company: string) => string>>;
  /** SQL of the keys that are read on request only. */
  readonly includes?: Readonly<Record<string, (company: string) => string>>;
  /** SQL of what is read of one row, where it is not the keys of the response … */
  readonly columns?: (company: string) => string;
  /** … and of the rows of a list, where it is less. */
  readonly listedColumns?: (company: string) => string;
  /** The parameters of its lists, if they have more than each list has. Filters and orders are named as columns or computed keys. */
  readonly query?: abstract new () => object;
  /** What is thrown for a violated unique constraint, by its name, where that is no failure of a field. */
  readonly takenErrors?: Readonly<Record<string, () => ApiError>>;
  /** What the feed calls one, if it has events of them. */
  readonly events?: EventNoun;
}

/** A source with what its classes say of it. */
interface Resource extends ResourceSource {
  readonly table: string;
  /** What one is called in messages. */
  readonly noun: string;
  readonly isDeletable: boolean;
  readonly filters: Readonly<Record<string, FilterType>>;
  readonly order: OrderTypes;
}

/** A further condition of a list, as which rows the caller may see. */
export type Condition = (values: Values) => string;
type Conditions = readonly (Condition | undefined)[];

type ListQuery = PageQueryDto &
  DeletableListQueryDto & {
    readonly order?: Order;
    /** Of the keys that are read on request. */
    readonly include?: readonly string[];
  };

interface PageSelect {
  readonly text: string;
  readonly values: Values;
  /** Its text is one of few. */
  readonly isNamed: boolean;
}

/** Skipping so many rows takes longer than all else that a list does. */
const DEEP_OFFSET = 10_000;

class DeepOffsetError extends ServiceUnavailableError {
  constructor() {
    super(
      'Too many pages with a high offset are read in this company right now. Try again in a moment, or follow the ' +
        'Link header (rel="next") instead of counting an offset: its pages are as fast as the first.',
    );
  }
}

const earlierThan = (until: Date | undefined): Condition | undefined =>
  until && ((values) => `updated_at < ${values.add(until.toISOString())}::timestamptz`);

/** Which values of `deleted_at is null` a row may have. */
const STATES: Readonly<Record<Deleted, readonly boolean[]>> = {
  exclude: [true],
  include: [true, false],
  only: [false],
};

/**
 * Lists and reads the rows of one resource: paging, filters and deletion work alike for all of them, and every
 * statement names the company.
 */
export class CompanyReader<Row extends object> {
  private readonly listNames = new Map<string, string>();
  private readonly finds = new Map<string, Statement<'company_id' | 'id' | 'states'>>();

  protected readonly source: Resource;

  constructor(
    protected readonly database: Database,
    source: ResourceSource,
  ) {
    const { entity } = source;
    const isDeletable = 'deleted_at' in columnTypesOf(entity);
    const { query = isDeletable ? DeletableListQueryDto : ListQueryDto } = source;
    this.source = {
      ...source,
      table: tableOf(entity),
      noun: nounOf(entity),
      isDeletable,
      filters: filtersOf(query),
      order: orderOf(query),
    };
  }

  /** SQL of what is read of a row; `company` is the placeholder of the company. */
  protected columns(company: string, include: readonly string[] = []): string {
    const { response, columns, includes = {} } = this.source;
    if (columns !== undefined) return columns(company);
    const keys = [...fieldsOf(response).keys()].filter(
      (key) => !Object.hasOwn(includes, key) || include.includes(key),
    );
    return keys.map((key) => `${this.valueSql(key, company)} as "${key}"`).join(', ');
  }

  private valueSql(key: string, company: string): string {
    const { computed, includes } = this.source;
    return (computed?.[key] ?? includes?.[key])?.(company) ?? `"${key}"`;
  }

  /** A page of the rows that match every filter, in the order of the query, or else by ascending id. */
  async list(caller: Caller, query: ListQuery, ...further: Conditions): Promise<Row[]> {
    const until = await this.boundOf(caller, query);
    const page = this.selectPage(caller, query, [...further, earlierThan(until)]);
    return boundedBy(await this.query<Row>(caller, query, page), until);
  }

  /**
   * The same as the JSON of all of them, for a source whose rows have their `response`: one row costs less to read than a
   * hundred.
   */
  async listJson(caller: Caller, query: ListQuery, ...further: Conditions): Promise<RawJson> {
    const syncUntil = await this.boundOf(caller, query);
    const { text, ...rest } = this.selectPage(caller, query, [...further, earlierThan(syncUntil)]);
    const json = `select count(*) as count, max(id) as "lastId", concat('[', string_agg(response, ',' order by id), ']') as json
      from (${text}) as page`;
    const [page] = await this.query<Page & { json: string }>(caller, query, { ...rest, text: json });
    return new RawJson(page!.json, { ...page!, syncUntil });
  }

  /**
   * Of a list that is filtered by its stamps: rows at or after it are left out, and no earlier one can appear any more. A
   * pass keeps that of its first page. Pages by an offset, which come from different passes, have none: rows may repeat.
   */
  private async boundOf(caller: Caller, query: ListQuery): Promise<Date | undefined> {
    const { updated_at, deleted_at, until, offset = 0 } = query;
    if (!updated_at && !deleted_at) {
      if (!until) return undefined;
      throw new InvalidDataError([{ field: 'until', message: 'needs a filter on updated_at or deleted_at' }]);
    }
    if (!until && offset > 0) return undefined;
    const look = await this.database.horizon.look(caller);
    if (!until) return look.until;
    if (until <= look.now) return until;
    const message = 'must be the header X-Sync-Until of an earlier page: it is later than now';
    throw new InvalidDataError([{ field: 'until', message }]);
  }

  /** The place in the feed from which every change can be followed that is not in what is read after this call. */
  async feedPosition(caller: Caller): Promise<EventCursor> {
    return cursorBefore((await this.database.horizon.look(caller)).until);
  }

  private selectPage(caller: Caller, query: ListQuery, further: Conditions): PageSelect {
    const { table, filters, order: orderTypes, isDeletable } = this.source;
    const values = new Values();
    const company = values.add(caller.companyId);
    const conditions = [`company_id = ${company}`];
    const { deleted = 'exclude', after, order } = query;
    if (isDeletable && deleted !== 'include') {
      conditions.push(`deleted_at is ${deleted === 'only' ? 'not null' : 'null'}`);
    }
    if (typeof after === 'number') conditions.push(`id > ${values.add(after)}`);
    else if (after && order) conditions.push(behind(orderTypes, order, after, values));
    const orderBy = order ? orderSql(orderTypes, order) : 'id';
    let isNamed = !order;
    for (const [column, type] of Object.entries(filters)) {
      const filter = query[column as keyof DeletableListQueryDto] as Filter | null | undefined;
      if (!filter) continue;
      isNamed = false;
      conditions.push(filterCondition(this.valueSql(column, company), type, filter, values));
    }
    for (const condition of further) if (condition !== undefined) conditions.push(condition(values));
    // PostgreSQL computes the columns of skipped rows, too: only ids are skipped here, whatever a row costs to read.
    const text = `select ${this.source.listedColumns?.(company) ?? this.columns(company, query.include)} from ${table}
      where company_id = ${company} and id = any(array(
        select id from ${table}
         where ${conditions.join(' and ')}
         order by ${orderBy} limit ${values.add(query.limit ?? MAX_LIMIT)} offset ${values.add(query.offset ?? 0)}))
      order by ${orderBy}`;
    return { text, values, isNamed };
  }

  /** A list without filters has few texts, so that PostgreSQL can keep their plans. */
  private async query<Result extends object>(
    caller: Caller,
    { offset = 0 }: ListQuery,
    { text, values, isNamed }: PageSelect,
  ): Promise<Result[]> {
    const name = isNamed ? this.nameOf(text) : undefined;
    const read = async (): Promise<Result[]> =>
      this.database.reading(caller).queryText<Result>(text, values.list, name);
    if (offset < DEEP_OFFSET) return read();
    const { companyId, deadline } = caller;
    const refusal = (): Error => new DeepOffsetError();
    return this.database.longReads.run(
      companyId,
      () => this.database.lowPriority.run(companyId, read, refusal, deadline?.waitLeft),
      refusal,
      deadline?.waitLeft,
    );
  }

  private nameOf(text: string): string {
    let name = this.listNames.get(text);
    if (name === undefined) {
      name = `list-${this.source.table}-${this.listNames.size}`;
      this.listNames.set(text, name);
    }
    return name;
  }

  /** One row. A row of another company is as unknown as one that does not exist. */
  async findById(
    caller: Caller,
    id: number,
    deleted: Deleted = 'exclude',
    include: readonly string[] = [],
  ): Promise<Row> {
    const states = STATES[this.source.isDeletable ? deleted : 'exclude'];
    const [row] = await this.database
      .for(caller)
      .query<Row, 'company_id' | 'id' | 'states'>(this.find(include), {
        company_id: caller.companyId,
        id,
        states,
      });
    if (row === undefined) throw this.notFound(id);
    return row;
  }

  private find(include: readonly string[]): Statement<'company_id' | 'id' | 'states'> {
    const key = include.join();
    let find = this.finds.get(key);
    if (find === undefined) {
      const { table, isDeletable } = this.source;
      find = statement(
        `find-${table}-${key}`,
        `select ${this.columns(':company_id', include)} from ${table}
          where company_id = :company_id and id = :id
            and ${isDeletable ? '(deleted_at is null)' : 'true'} = any(:states::boolean[])`,
      );
      this.finds.set(key, find);
    }
    return find;
  }

  /** Waits for a write. A unique constraint that it violates is a failure of the last column of the constraint. */
  protected async writing<Result>(write: Promise<Result>): Promise<Result> {
    try {
      return await write;
    } catch (error) {
      throw this.takenError(error) ?? error;
    }
  }

  private takenError(error: unknown): ApiError | undefined {
    const { entity, noun, takenErrors = {} } = this.source;
    const constraint = violatedUnique(error) ?? '';
    const columns = uniqueKeysOf(entity).get(constraint) ?? [];
    const field = columns.filter((column) => column !== 'company_id').at(-1);
    if (field === undefined) return undefined;
    return (
      takenErrors[constraint]?.() ??
      new InvalidDataError([{ field, message: `is the ${field} of another ${noun}` }])
    );
  }

  protected notFound(id: number): NotFoundError {
    return new NotFoundError(`There is no ${this.source.noun} ${id} in this company.`);
  }
}
