import { type Caller } from '../access/caller';
import { type Queries } from '../database/database';
import { InvalidDataError } from '../http/api-error';
import { assertMatches } from '../http/preconditions';
import { fieldsOf } from '../validation/field.decorator';
import { type Failure } from '../validation/failure';
import { changeFailures, hasDoubts } from '../validation/read-input';
import { CompanyReader } from './company-reader';
import { Values } from './list-conditions';

type InputClass = new () => object;

/** The failures of a change of this row, which is locked. */
export type DataRules<Row> = (caller: Caller, stored: Row) => Promise<readonly Failure[]>;

/** Column → placeholder, of the fields of an input that are given. */
type Assignments = readonly (readonly [column: string, placeholder: string])[];

/**
 * Creates, changes and deletes the rows of one resource whose columns are named as the fields of its inputs. Each is
 * one statement, and answers the row as it is then.
 */
export class CompanyWriter<Row extends object> extends CompanyReader<Row> {
  async create(caller: Caller, type: InputClass, input: object): Promise<Row> {
    const values = new Values();
    const company = values.add(caller.companyId);
    const given = assignments(type, input, values);
    const [row] = await this.database.for(caller).queryText<Row>(
      `insert into ${this.source.table} (company_id${given.map(([column]) => `, "${column}"`).join('')})
       values (${company}${given.map(([, placeholder]) => `, ${placeholder}`).join('')})
       returning ${this.columns(company)}`,
      values.list,
    );
    return row!;
  }

  /** A change that changes nothing leaves `updated_at` as it is, so that a sync does not see it. */
  async update(caller: Caller, id: number, type: InputClass, input: object): Promise<Row> {
    return this.unchanged(caller, id, input, async (queries) => {
      const values = new Values();
      const company = values.add(caller.companyId);
      const where = this.oneRow(company, id, values);
      const given = assignments(type, input, values);
      const differs = given.map(([column, placeholder]) => `"${column}" is distinct from ${placeholder}`);
      const set = [
        `updated_at = case when ${differs.join(' or ') || 'false'} then statement_timestamp() else updated_at end`,
        ...given.map(([column, placeholder]) => `"${column}" = ${placeholder}`),
      ];
      // Always an update: it waits for whoever else changes the row, and then sees what became of it.
      const [row] = await queries.queryText<Row>(
        `update ${this.source.table} set ${set.join(', ')} where ${where} returning ${this.columns(company)}`,
        values.list,
      );
      if (row === undefined) throw this.notFound(id);
      return row;
    });
  }

  async delete(caller: Caller, id: number): Promise<void> {
    await this.unchanged(caller, id, {}, async (queries) => {
      const values = new Values();
      const { table, isDeletable } = this.source;
      const where = this.oneRow(values.add(caller.companyId), id, values);
      const rows = await queries.queryText(
        isDeletable
          ? `update ${table} set deleted_at = statement_timestamp(), updated_at = statement_timestamp()
              where ${where} returning id`
          : `delete from ${table} where ${where} returning id`,
        values.list,
      );
      if (rows.length === 0) throw this.notFound(id);
    });
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
    const dataRules = this.dataRules(input);
    if (caller.ifMatch === undefined && !hasDoubts(input) && dataRules === undefined)
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
      assertMatches(caller.ifMatch, this.withoutIncludes(row), row);
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

/** The names come from the class, never from the request. */
function assignments(type: InputClass, input: object, values: Values): Assignments {
  const given = input as Readonly<Record<string, unknown>>;
  return [...fieldsOf(type).keys()]
    .filter((column) => given[column] !== undefined)
    .map((column) => [column, values.add(given[column])] as const);
}
