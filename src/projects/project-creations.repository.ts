import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { LOCK_TIMEOUT, WAIT_TIMEOUT } from '../database/data-source-options';
import { Database } from '../database/database';
import { isConnectionProblem, isHeldRow, isLockTimeout } from '../database/database-errors';
import { creations as created } from '../database/measures';
import { type Scope } from '../database/queries';
import { type LockLimit, SharedWrites } from '../database/shared-writes';
import { KeyTakenError } from '../idempotency/key-taken.error';
import { type CreateProjectDto } from './dto/create-project.dto';
import { type BatchItem, type Creation, newProject, oneNewProject, sizeOf } from './project-parameters';
import * as sql from './sql/project-creation.sql';
import { ProjectStatistics } from './project-statistics';
import { resultOf, type WriteOptions, type WriteResult } from './write-result';

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

/** All together have waited for what another transaction writes: halves only find out who has to, in milliseconds. */
const HALF_LOCK_TIMEOUT = 10;

/** Stores new projects: one, those of several requests together, or the lines of an import. */
@Injectable()
export class ProjectCreationsRepository {
  private readonly creations = new SharedWrites<Creation, WriteResult>({
    together: async (scope, creations, limit) =>
      (await this.createTogether(scope, creations, limit)).map((result) =>
        result === KEY_TAKEN ? Promise.reject(new KeyTakenError()) : result,
      ),
    alone: async (creation, limit) => written(await this.createAlone(creation, limit)),
    sizeOf,
  });

  constructor(
    private readonly database: Database,
    private readonly statistics: ProjectStatistics,
  ) {}

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
          .query<sql.CreatedRow & object, 'company_id' | 'candidates'>(
            sql.PREVIEW,
            candidatesOf(scope, creations),
          )
      : await this.store(scope, creations, { lock_timeout: String(lockTimeout), began: scope.began });
    if (!dryRun) {
      const count = rows.filter((row) => row.response !== null).length;
      if (created.hasSubscribers) created.publish({ count, by: creations[0]?.isLine ? 'import' : 'request' });
      await this.statistics.stored(scope, count);
    }
    return rows.map((row) => (row.response === null && row.problems === null ? KEY_TAKEN : resultOf(row)));
  }

  private async store(
    scope: Scope & Pick<Caller, 'companyId'>,
    creations: readonly Creation[],
    options: Readonly<Record<'lock_timeout' | 'began', unknown>>,
  ): Promise<sql.CreatedRow[]> {
    const { isDistributed } = this.database;
    // Nodes know nothing of a limit of the statement, and the coordinator would not wait for a company that is being moved.
    const limits = isDistributed ? { ...options, lock_timeout: String(LOCK_TIMEOUT) } : options;
    const queries = this.database.for(scope);
    const [first] = creations;
    if (creations.length === 1 && !first!.isLine) {
      const { withKey, withoutKey } = isDistributed ? sql.CREATE_ONE_DISTRIBUTED : sql.CREATE_ONE;
      const values = { company_id: scope.companyId, ...oneNewProject(first!), ...limits };
      const rows: sql.CreatedRow[] =
        first!.key === undefined
          ? await queries.query(withoutKey, values)
          : await queries.query(withKey, values);
      // Otherwise nothing is written yet. The statement for many says why not, or writes it if that was a race.
      if (rows.length > 0) return rows;
    }
    return queries.query(sql.CREATE, { ...candidatesOf(scope, creations), ...limits });
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
