import { type Caller } from '../auth/caller';
import { announcedStamp, laterThan } from '../database/announced-stamp';
import { type Queries } from '../database/queries';
import { InvalidDataError } from '../http/api-error';
import { assertConditions, isConditional } from '../http/preconditions';
import { fieldsOf } from '../fields/field-registry';
import { type Failure } from '../fields/failure';
import { changeFailures, hasDeferredFailures } from '../fields/change';
import { CompanyReader } from './company-reader';
import { changeOf, creationOf, storeCrmEvents, type StoredEvent } from './crm-events.sql';
import { Values } from './list-conditions';

type InputClass = new () => object;

/** The failures of a change of this row, which is locked. */
export type DataRules<Row> = (caller: Caller, stored: Row) => Promise<readonly Failure[]>;

/** What a change changes beside the columns of the row, which is locked: the changes are part of its event. */
export type FurtherChanges = (queries: Queries) => Promise<readonly object[]>;

/** Column → placeholder, of the fields of an input that are given. */
type Assignments = readonly (readonly [column: string, placeholder: string])[];

/**
 * Creates, changes and deletes the rows of one resource whose columns are named as the fields of its inputs. Each is
 * one statement, and returns the row as it is then.
 */
export class CompanyWriter<Row extends object> extends CompanyReader<Row> {
  /** `further` is what is created beside the columns of the row: changes that are part of its event. */
  async create(
    caller: Caller,
    type: InputClass,
    input: object,
    further: readonly object[] = [],
  ): Promise<Row> {
    const { table, response, events } = this.source;
    const values = new Values();
    const company = values.add(caller.companyId);
    const given = assignments(type, input, values);
    const changes = creationOf(response, furtherSql(values, further));
    const insert = this.database.for(caller).queryText<Row>(
      `with ${announcedStamp(company)},
       written as (
         insert into ${table} (company_id, created_at, updated_at${given.map(([column]) => `, "${column}"`).join('')})
         select ${company}, at, at${given.map(([, placeholder]) => `, ${placeholder}`).join('')} from stamp
         returning *
       )${this.eventSql(caller, company, values, events && { verb: 'created', changes, from: 'written' })}
       select ${this.columns(company)} from written as ${table}`,
      values.list,
    );
    const [row] = await this.writing(insert);
    return row!;
  }

  /** A change that changes nothing leaves `updated_at` as it is, so that a sync does not see it. */
  async update(
    caller: Caller,
    id: number,
    type: InputClass,
    input: object,
    changeFurther?: FurtherChanges,
  ): Promise<Row> {
    const { table, response, events } = this.source;
    return this.unchanged(caller, id, input, async (queries) => {
      const further = (await changeFurther?.(queries)) ?? [];
      const values = new Values();
      const company = values.add(caller.companyId);
      const where = this.oneRow(company, id, values);
      const given = assignments(type, input, values);
      const differs = given.map(([column, placeholder]) => `"${column}" is distinct from ${placeholder}`);
      const set = given.map(([column, placeholder]) => `, "${column}" = ${placeholder}`);
      if (further.length > 0) differs.push('true');
      const changes = changeOf(response, furtherSql(values, further));
      const from = 'written cross join stored where stored.is_changed';
      // Always locked: it waits for another request that changes the row, and then sees what became of it.
      const update = queries.queryText<Row>(
        `with ${announcedStamp(company)},
         locked as materialized (
           select *, (${differs.join(' or ') || 'false'}) as is_changed from ${table} where ${where} for update
         ),
         stored as materialized (
           select locked.*, ${laterThan('locked.updated_at')} as changed_at from locked cross join stamp
         ),
         written as (
           update ${table}
              set updated_at = case when is_changed then changed_at else ${table}.updated_at end${set.join('')}
             from stored where ${table}.company_id = ${company} and ${table}.id = stored.id
           returning ${table}.*
         )${this.eventSql(caller, company, values, events && { verb: 'updated', changes, from })}
         select ${this.columns(company)} from written as ${table}`,
        values.list,
      );
      const [row] = await this.writing(update);
      if (row === undefined) throw this.notFound(id);
      return row;
    });
  }

  async delete(caller: Caller, id: number): Promise<void> {
    await this.unchanged(caller, id, {}, async (queries) => {
      const values = new Values();
      const { table, isDeletable, events } = this.source;
      const company = values.add(caller.companyId);
      const where = this.oneRow(company, id, values);
      const rows = await queries.queryText(
        isDeletable
          ? `with ${announcedStamp(company)},
             written as (
               update ${table}
                  set deleted_at = ${laterThan(`${table}.updated_at`)}, updated_at = ${laterThan(`${table}.updated_at`)}
                 from stamp where ${where}
               returning id, ${table}.updated_at
             )${this.eventSql(caller, company, values, events && { verb: 'deleted', changes: `'[]'`, from: 'written' })}
             select id from written`
          : `delete from ${table} where ${where} returning id`,
        values.list,
      );
      if (rows.length === 0) throw this.notFound(id);
    });
  }

  /** The common table expression that stores the event of a write. */
  private eventSql(
    { personId, tokenId, requestId, traceparent }: Caller,
    company: string,
    values: Values,
    event: Omit<StoredEvent, 'noun'> | undefined,
  ): string {
    if (event === undefined) return '';
    const author = [
      values.add(personId),
      values.add(tokenId),
      values.add(requestId),
      values.add(traceparent),
    ] as const;
    return `,
       stored_event as (${storeCrmEvents({ ...event, noun: this.source.events! }, [company, ...author])})`;
  }

  /** What other rows have against a change of this one; undefined for a change that they have no say in. */
  protected dataRules(_input: object): DataRules<Row> | undefined {
    return undefined;
  }

  /** Writes to a row if it is what `If-Match`, the read-only keys and the data say, and keeps it so until it is written. */
  private async unchanged<Result>(
    caller: Caller,
    id: number,
    input: object,
    write: (queries: Queries) => Promise<Result>,
  ): Promise<Result> {
    return this.inTurn(caller, id, () => this.checkedWrite(caller, id, input, write));
  }

  /** To be called before a transaction begins that writes the row. */
  protected async inTurn<Result>(caller: Caller, id: number, write: () => Promise<Result>): Promise<Result> {
    return this.database.rowTurns.run(caller, { table: this.source.table, id }, write);
  }

  /** The same for a caller that needs no turn, or has it. */
  protected async checkedWrite<Result>(
    caller: Caller,
    id: number,
    input: object,
    write: (queries: Queries) => Promise<Result>,
  ): Promise<Result> {
    const dataRules = this.dataRules(input);
    if (!isConditional(caller) && !hasDeferredFailures(input) && dataRules === undefined)
      return write(this.database.for(caller));
    const work = async (transaction: Queries): Promise<Result> => {
      const values = new Values();
      const company = values.add(caller.companyId);
      const [row] = await transaction.queryText<Row>(
        `select ${this.columns(company, Object.keys(this.source.includes ?? {}))} from ${this.source.table}
          where ${this.oneRow(company, id, values)} for update`,
        values.list,
      );
      if (row === undefined) throw this.notFound(id);
      assertConditions(caller, this.withoutIncludes(row), row);
      const ofData = (await dataRules?.({ ...caller, transaction }, row)) ?? [];
      const failures = [...changeFailures(input, row), ...ofData];
      if (failures.length > 0) throw new InvalidDataError(failures);
      return write(transaction);
    };
    return this.database.checked(caller, () => this.database.transaction(caller, work));
  }

  /** The row as it is read by default: a tag may be of this or of the whole. */
  private withoutIncludes(row: Row): object {
    const { includes = {} } = this.source;
    return Object.fromEntries(Object.entries(row).filter(([key]) => !Object.hasOwn(includes, key)));
  }

  private oneRow(company: string, id: number, values: Values): string {
    const where = `company_id = ${company} and id = ${values.add(id)}`;
    return this.source.isDeletable ? `${where} and deleted_at is null` : where;
  }
}

const furtherSql = (values: Values, further: readonly object[]): string | undefined =>
  further.length > 0 ? values.add(JSON.stringify(further)) : undefined;

/** The names come from the class, never from the request. */
function assignments(type: InputClass, input: object, values: Values): Assignments {
  const given = input as Readonly<Record<string, unknown>>;
  return [...fieldsOf(type).keys()]
    .filter((column) => given[column] !== undefined)
    .map((column) => [column, values.add(given[column])] as const);
}
