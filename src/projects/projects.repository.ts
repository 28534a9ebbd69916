import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { type Queries, type Scope } from '../database/queries';
import { Batcher } from '../database/batcher';
import { UnavailableError } from '../database/database-errors';
import { type Deadline } from '../database/deadline';
import { isConditional } from '../http/preconditions';
import { CompanyReader } from '../company-repository/company-reader';
import { type Deleted } from '../company-repository/list-query.dto';
import { type CreateProjectDto } from './dto/create-project.dto';
import { ProjectResponse } from './dto/project.response.dto';
import { type CheckedProject, type ProblemRow } from './sql/project-checks.sql';
import { isPlain, type ProjectChange, type StoredProject, storedProject } from './project-changes';
import { authorOf, changedProject, checkedProject } from './project-parameters';
import * as sql from './sql/project-statements.sql';
import { Project } from './entities/project.entity';
import { PLAIN_COLUMNS } from './project-columns';
import { ProjectQueryDto } from './dto/project-query.dto';
import { resultOf, type WriteOptions, type WriteResult } from './write-result';

/** A project as its readers need it: whose it is, and what to return. */
export interface ReadProject {
  readonly id: number;
  readonly pm_id: number;
  readonly account_id: number | null;
  readonly response: string;
}

/** A change of a stored project. */
export interface Changing<Result> {
  /** Throws if the caller may not change the project, or not as it is. */
  readonly assert: (stored: StoredProject) => void;
  /** Decides what becomes of the project, and writes it. */
  readonly decide: (stored: StoredProject, queries: Queries) => Promise<Result>;
}

/** The project is not as it was read: another request changed it in between. */
class OvertakenError extends Error {}

const PARALLEL_READS = 2;
@Injectable()
export class ProjectsRepository extends CompanyReader<ReadProject> {
  private readonly reads = new Batcher<number, ReadProject | undefined>({
    run: (companyId, ids, { deadline, times }) =>
      this.findEach(this.database.for({ companyId, deadline, times }), companyId, ids),
    parallel: PARALLEL_READS,
  });

  constructor(database: Database) {
    super(database, {
      entity: Project,
      response: ProjectResponse,
      columns: sql.readColumns,
      listedColumns: sql.listedColumns,
      query: ProjectQueryDto,
    });
  }

  /** One project, read together with others of the company that are asked for at the same time. */
  override async findById(caller: Caller, id: number, deleted: Deleted = 'exclude'): Promise<ReadProject> {
    if (caller.transaction !== undefined || deleted !== 'exclude') return super.findById(caller, id, deleted);
    const row = await this.reads.add(caller.companyId, id, caller);
    if (row === undefined) throw this.notFound(id);
    return row;
  }

  /** What the company's data refuses in each of many new projects, as `checkNew` does for one. */
  async checkMany(
    caller: Caller,
    projects: readonly Partial<CreateProjectDto>[],
  ): Promise<(readonly ProblemRow[])[]> {
    const rows = await this.check(this.database.for(caller), caller, projects.map(checkedProject));
    const problems = projects.map((): ProblemRow[] => []);
    for (const row of rows) problems[row.n]!.push(row);
    return problems;
  }

  /** What the company's data has against a new project, as far as its fields are there. Writes nothing. */
  async checkNew(caller: Caller, project: Partial<CreateProjectDto>): Promise<ProblemRow[]> {
    return this.check(this.database.for(caller), caller, [checkedProject(project, 0)]);
  }

  async findIdByExternalIdentity(
    caller: Caller,
    { external_source, external_id }: { readonly external_source: string; readonly external_id: string },
  ): Promise<number | undefined> {
    const [row] = await this.database
      .for(caller)
      .query<{ id: number }, 'company_id' | 'external_source' | 'external_id'>(
        sql.FIND_BY_EXTERNAL_IDENTITY,
        {
          company_id: caller.companyId,
          external_source,
          external_id,
        },
      );
    return row?.id;
  }

  /**
   * Reads the project, has the change decided and writes it. Nothing is locked meanwhile: a project that another request
   * changed is read and decided upon again. In a transaction, which goes on after the change, the project is locked
   * when it is read.
   */
  async change<Result>(
    caller: Caller,
    id: number,
    { assert, decide }: Changing<Result>,
    { dryRun = false }: WriteOptions = {},
  ): Promise<Result> {
    const { companyId, times } = caller;
    const asserted = (row: ReadProject | undefined): StoredProject => {
      if (row === undefined) throw this.notFound(id);
      const stored = storedProject(row.response);
      assert(stored);
      return stored;
    };
    const read = async (scope: Scope): Promise<StoredProject> =>
      asserted(await this.reads.add(companyId, id, scope));
    const readLocked = async (queries: Queries): Promise<StoredProject> => {
      await queries.query(sql.LOCK, { company_id: companyId, id });
      const [row] = await this.findEach(queries, companyId, [id]);
      return asserted(row);
    };
    const row = { table: 'projects', id };
    // Who waits for a turn finds the project changed: with a condition that is the response, and needs no turn.
    if (isConditional(caller) && this.database.rowTurns.isTaken(caller, row)) await read(caller);
    return this.database.rowTurns.run(caller, row, (deadline) =>
      this.database.checked(caller, () =>
        caller.transaction !== undefined || dryRun
          ? this.database.transaction(caller, async (queries) => decide(await readLocked(queries), queries), {
              dryRun,
            })
          : untilAsRead(async () => {
              const scope: Scope = { companyId, deadline, times };
              return decide(await read(scope), this.database.for(scope));
            }, deadline),
      ),
    );
  }

  async checkChange(caller: Caller, queries: Queries, change: ProjectChange): Promise<ProblemRow[]> {
    return this.check(queries, caller, [changedProject(change)]);
  }

  async update(
    caller: Caller,
    queries: Queries,
    { row: { id, updated_at } }: StoredProject,
    change: ProjectChange,
  ): Promise<WriteResult> {
    if (isPlain(change)) {
      const values: Record<string, unknown> = {
        company_id: caller.companyId,
        id,
        read_at: updated_at,
        action: change.action,
        changes: JSON.stringify(change.changes),
        ...authorOf(caller),
      };
      for (const column of PLAIN_COLUMNS) values[column] = change.row[column];
      const [plain] = await queries.query<{ response: string }, string>(sql.UPDATE_PLAIN, values);
      if (plain === undefined) throw new OvertakenError();
      return { id, response: plain.response };
    }
    const [row] = await queries.query<sql.ChangedRow & object, sql.UpdateParameters>(sql.UPDATE, {
      company_id: caller.companyId,
      read_at: updated_at,
      candidates: JSON.stringify([changedProject(change)]),
      row: JSON.stringify(change.row),
      metadata: JSON.stringify(Object.fromEntries(change.metadata)),
      action: change.action,
      changes: JSON.stringify(change.changes),
      ...authorOf(caller),
    });
    if (row!.response === null && row!.problems === null) throw new OvertakenError();
    return resultOf({ id, ...row! });
  }

  async delete(caller: Caller, queries: Queries, { row }: StoredProject): Promise<void> {
    const { companyId } = caller;
    const { id, updated_at } = row;
    const values = { company_id: companyId, id, read_at: updated_at, ...authorOf(caller) };
    const deleted = await queries.query(sql.DELETE, values);
    if (deleted.length === 0) throw new OvertakenError();
  }

  private async findEach(
    queries: Queries,
    companyId: number,
    ids: readonly number[],
  ): Promise<(ReadProject | undefined)[]> {
    type Found = Omit<ReadProject, 'response'> & { readonly response: string | null };
    const find = async <Row extends Found>(by: typeof sql.FIND, some: readonly number[]): Promise<Row[]> =>
      queries.query<Row, 'company_id' | 'ids'>(by, { company_id: companyId, ids: some });
    const rows = await find<Found>(sql.FIND, [...new Set(ids)]);
    const hasResponse = (row: Found): row is ReadProject => row.response !== null;
    const stale = rows.filter((row) => !hasResponse(row)).map(({ id }) => id);
    const made = stale.length === 0 ? [] : await find<ReadProject>(sql.FIND_AND_MAKE, stale);
    const byId = new Map([...rows.filter(hasResponse), ...made].map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id));
  }

  private async check(
    queries: Queries,
    { companyId }: Caller,
    candidates: readonly CheckedProject[],
  ): Promise<(ProblemRow & { readonly n: number })[]> {
    return queries.query<ProblemRow & { n: number }, 'company_id' | 'candidates'>(sql.CHECK, {
      company_id: companyId,
      candidates: JSON.stringify(candidates),
    });
  }
}

/** Again while other processes are faster, but not for ever. */
async function untilAsRead<Result>(attempt: () => Promise<Result>, deadline: Deadline): Promise<Result> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof OvertakenError)) throw error;
      if (deadline.isOver) throw new UnavailableError('held', { cause: error });
    }
  }
}
