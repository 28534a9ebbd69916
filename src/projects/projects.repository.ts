import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { type Queries, type Scope } from '../database/queries';
import { Batcher } from '../database/batcher';
import { WAIT_TIMEOUT } from '../database/data-source-options';
import { isConnectionProblem, isHeldRow, isLockTimeout, UnavailableError } from '../database/database-errors';
import { type Deadline } from '../database/deadline';
import { creations as created } from '../database/measures';
import { type LockLimit, SharedWrites } from '../database/shared-writes';
import { KeyTakenError } from '../idempotency/key-taken.error';
import { CompanyReader } from '../company-repository/company-reader';
import { type Deleted } from '../company-repository/list-query.dto';
import { type CreateProjectDto } from './dto/create-project.dto';
import { ProjectResponse } from './dto/project.response.dto';
import { type CheckedProject, type ProblemRow } from './sql/project-checks.sql';
import { isPlain, type ProjectChange, type StoredProject, storedProject } from './project-changes';
import {
  authorOf,
  type BatchItem,
  changedProject,
  checkedProject,
  type Creation,
  newProject,
  oneNewProject,
  sizeOf,
} from './project-parameters';
import * as creation from './sql/project-creation.sql';
import * as sql from './sql/project-statements.sql';
import { Project } from './entities/project.entity';
import { PLAIN_COLUMNS } from './project-columns';
import { ProjectQueryDto } from './dto/project-query.dto';

/** A project as its readers need it: whose it is, and what to return. */
export interface ReadProject {
  readonly id: number;
  readonly pm_id: number;
  readonly account_id: number | null;
  readonly response: string;
}

/** Either it was written, or the problems say why not. */
export type WriteResult =
  { readonly id: number | null; readonly response: string } | { readonly problems: readonly ProblemRow[] };

/** Nothing was written, because the idempotency key exists. */
export const KEY_TAKEN = Symbol('key taken');

/** The first of many have results, and then one failed. */
export class PartlyCreatedError extends Error {
  constructor(
    readonly results: readonly (WriteResult | typeof KEY_TAKEN)[],
    override readonly cause: unknown,
  ) {
    super('a project of many could not be created');
  }
}

/** A change of a stored project. */
export interface Changing<Result> {
  /** Throws if the caller may not change the project, or not as it is. */
  readonly assert: (stored: StoredProject) => void;
  /** Decides what becomes of the project, and writes it. */
  readonly decide: (stored: StoredProject, queries: Queries) => Promise<Result>;
}

export interface WriteOptions {
  /** Do all but write. */
  readonly dryRun?: boolean;
}

/** The project is not as it was read: another request changed it in between. */
class OvertakenError extends Error {}

const PARALLEL_READS = 2;
/** All together have waited for what another transaction writes: halves only find out who has to, in milliseconds. */
const HALF_LOCK_TIMEOUT = 10;
/** How many times more projects than expected a company may have before its plans suffer. */
const MAX_GROWTH = 10;

/** What `explain (format json)` returns. */
interface ExplainRow {
  readonly 'QUERY PLAN': readonly [{ readonly Plan: { readonly 'Plan Rows': number } }];
}

@Injectable()
export class ProjectsRepository extends CompanyReader<ReadProject> {
  private readonly creations = new SharedWrites<Creation, WriteResult>({
    together: async (scope, creations, limit) =>
      (await this.createTogether(scope, creations, limit)).map((result) =>
        result === KEY_TAKEN ? Promise.reject(new KeyTakenError()) : result,
      ),
    alone: async (creation, limit) => written(await this.createAlone(creation, limit)),
    sizeOf,
  });

  private readonly reads = new Batcher<number, ReadProject | undefined>({
    run: (companyId, ids, scope) => this.findEach(this.database.for({ companyId, ...scope }), companyId, ids),
    parallel: PARALLEL_READS,
  });

  constructor(database: Database) {
    super(database, {
      entity: Project,
      response: ProjectResponse,
      columns: sql.READ_COLUMNS,
      listedColumns: sql.LISTED_COLUMNS,
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

  /**
   * Stores the project with all that belongs to it, or nothing. One round trip, which it may share with others of the
   * company that come at the same time.
   */
  async create(caller: Caller, project: CreateProjectDto, options: WriteOptions = {}): Promise<WriteResult> {
    if (caller.transaction !== undefined || options.dryRun) {
      return written(await this.createAlone({ caller, project, key: caller.idempotencyKey }, options));
    }
    return this.creations.write({ caller, project, key: caller.idempotencyKey });
  }

  /**
   * Stores those of the projects that have no problems, each with a key of its own if it has one. One that fails does
   * not take those before it along. Throws a PartlyCreatedError then. The results hold ids instead of whole responses.
   */
  async createMany(
    caller: Caller,
    lines: readonly BatchItem[],
    options: WriteOptions = {},
  ): Promise<(WriteResult | typeof KEY_TAKEN)[]> {
    const creations = lines.map(({ project, key }) => ({ caller, project, key, isLine: true }));
    const results: (WriteResult | typeof KEY_TAKEN)[] = [];
    try {
      await this.createParts(caller, creations, options, results);
    } catch (error) {
      throw new PartlyCreatedError(results, error);
    }
    return results;
  }

  /** What fails together is tried in halves, down to the one that fails alone: a few statements instead of one for each. */
  private async createParts(
    caller: Caller,
    creations: readonly Creation[],
    options: WriteOptions & Partial<LockLimit>,
    results: (WriteResult | typeof KEY_TAKEN)[],
  ): Promise<void> {
    if (creations.length === 1) {
      results.push(await this.createAlone(creations[0]!, { dryRun: options.dryRun }));
      return;
    }
    try {
      const created = await this.database.part(caller, () => this.createTogether(caller, creations, options));
      results.push(...created);
    } catch (error) {
      if (isConnectionProblem(error)) throw error;
      const half = { ...options, lockTimeout: HALF_LOCK_TIMEOUT };
      // While a table is locked, one may as well wait for all.
      const isTableLocked = isLockTimeout(error) && !isHeldRow(error);
      const middle = isTableLocked ? 1 : Math.ceil(creations.length / 2);
      await this.createParts(caller, creations.slice(0, middle), half, results);
      await this.createParts(caller, creations.slice(middle), half, results);
    }
  }

  /**
   * Analyzes the tables if PostgreSQL expects far fewer projects of the company than `count`, which were created lately.
   * Looking a project up then seems to cost the same by any index that begins with the company, and may read all of its
   * projects. What an open transaction has created, autovacuum can't see.
   */
  async analyzeIfUnknown(caller: Caller, count: number): Promise<void> {
    const queries = this.database.for(caller);
    const [row] = await queries.queryText<ExplainRow>(sql.EXPLAIN_COMPANY, [caller.companyId]);
    const expected = row!['QUERY PLAN'][0].Plan['Plan Rows'];
    if (expected * MAX_GROWTH < count)
      await this.database.part(caller, () => queries.queryText(sql.ANALYZE, []));
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
    const { companyId } = caller;
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
    // Who waits for a turn finds the project changed: with If-Match that is the response, and needs no turn.
    if (caller.ifMatch !== undefined && this.database.isTurnTaken(caller, row)) await read(caller);
    return this.database.inTurn(caller, row, (deadline) =>
      this.database.checked(caller, () =>
        caller.transaction !== undefined || dryRun
          ? this.database.transaction(caller, async (queries) => decide(await readLocked(queries), queries), {
              dryRun,
            })
          : untilAsRead(async () => {
              const scope = { ...caller, deadline };
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
      const [plain] = await queries.query<{ response: string }, string>(sql.UPDATE_PLAIN, {
        company_id: caller.companyId,
        id,
        read_at: updated_at,
        ...Object.fromEntries(PLAIN_COLUMNS.map((column) => [column, change.row[column]])),
        action: change.action,
        changes: JSON.stringify(change.changes),
        ...authorOf(caller),
      });
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

  async companyWithStaleResponses(after: number): Promise<number | undefined> {
    const [row] = await this.database.query<{ company_id: number }, 'after'>(sql.FIND_STALE, { after });
    return row?.company_id;
  }

  /** Makes a portion of the stored responses that do not count anew, and returns whether there may be more. */
  async renewResponses(companyId: number): Promise<boolean> {
    const [row] = await this.database.query<{ is_more: boolean }, 'company_id'>(sql.RENEW, {
      company_id: companyId,
    });
    return row!.is_more;
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

  private async createAlone(
    creation: Creation,
    options: WriteOptions & Partial<LockLimit> = {},
  ): Promise<WriteResult | typeof KEY_TAKEN> {
    const { caller } = creation;
    // Another request may take the job order, or delete what the project refers to, after the checks.
    const [result] = await this.database.checked(caller, () =>
      this.createTogether(caller, [creation], { lockTimeout: caller.deadline?.waitLeft, ...options }),
    );
    return result!;
  }

  /** All of one company, and in one transaction. */
  private async createTogether(
    scope: Scope & Pick<Caller, 'companyId' | 'began'>,
    creations: readonly Creation[],
    { dryRun = false, lockTimeout = WAIT_TIMEOUT }: WriteOptions & Partial<LockLimit> = {},
  ): Promise<(WriteResult | typeof KEY_TAKEN)[]> {
    const rows = dryRun
      ? await this.database
          .for(scope)
          .query<creation.CreatedRow & object, 'company_id' | 'candidates'>(
            creation.PREVIEW,
            candidatesOf(scope, creations),
          )
      : await this.store(scope, creations, { lock_timeout: String(lockTimeout), began: scope.began });
    if (!dryRun && created.hasSubscribers) {
      const count = rows.filter((row) => row.response !== null).length;
      created.publish({ count, by: creations[0]?.isLine ? 'import' : 'request' });
    }
    return rows.map((row) => (row.response === null && row.problems === null ? KEY_TAKEN : resultOf(row)));
  }

  private async store(
    scope: Scope & Pick<Caller, 'companyId'>,
    creations: readonly Creation[],
    options: Readonly<Record<'lock_timeout' | 'began', unknown>>,
  ): Promise<creation.CreatedRow[]> {
    const queries = this.database.for(scope);
    const [first] = creations;
    if (creations.length === 1 && !first!.isLine) {
      const values = { company_id: scope.companyId, ...oneNewProject(first!), ...options };
      const rows: creation.CreatedRow[] = await queries.query(
        first!.key === undefined ? creation.CREATE_ONE : creation.CREATE_ONE_WITH_KEY,
        values,
      );
      // Otherwise nothing is written yet. The statement for many says why not, or writes it if that was a race.
      if (rows.length > 0) return rows;
    }
    return queries.query(creation.CREATE, { ...candidatesOf(scope, creations), ...options });
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

function candidatesOf(
  { companyId }: Pick<Caller, 'companyId'>,
  creations: readonly Creation[],
): { company_id: number; candidates: string } {
  return { company_id: companyId, candidates: JSON.stringify(creations.map(newProject)) };
}

function written(result: WriteResult | typeof KEY_TAKEN): WriteResult {
  if (result === KEY_TAKEN) throw new KeyTakenError();
  return result;
}

function resultOf({ id, response, problems }: sql.ChangedRow & { readonly id: number | null }): WriteResult {
  return response === null ? { problems: problems ?? [] } : { id, response };
}
