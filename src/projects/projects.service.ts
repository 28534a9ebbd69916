import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { type Queries } from '../database/queries';
import { retryOnConflict } from '../database/retry-on-conflict';
import { NotFoundError } from '../http/api-error';
import { type RawJson } from '../http/raw-json';
import { assertConditions, refuseIfMatch } from '../http/preconditions';
import { type Deleted, type PageQueryDto } from '../company-repository/list-query.dto';
import { fieldsOf } from '../fields/field-registry';
import { type ParsedChange, changedReadOnlyKeys, parseChange } from '../fields/change';
import { isNoObject, type ParseResult } from '../fields/parse';
import { CreateProjectDto, EXTERNAL_IDENTITY } from './dto/create-project.dto';
import { type ProjectEventResponse } from './dto/project-event.response.dto';
import { type ProjectQueryDto } from './dto/project-query.dto';
import { type UpdateProjectDto } from './dto/update-project.dto';
import {
  archiveFailures,
  changeProject,
  type ProjectChange,
  replaceFields,
  type StoredProject,
} from './project-changes';
import { ExternalIdentityTakenError, invalidProject } from './project-problems';
import { ProjectCreationsRepository } from './project-creations.repository';
import { ProjectHistoryRepository } from './project-history.repository';
import { assertAllowed, ownersOf } from './project.policy';
import { fromFirstChange } from './project-id-blocks';
import { visibleProjects } from './project-visibility';
import { JobOrderPermissionError } from './projects.errors';
import { ProjectsRepository, type ReadProject } from './projects.repository';
import { type WriteOptions } from './write-result';

/** A project that was written, as the API returns it. The id is null in a dry run of a creation. */
export interface WrittenProject {
  readonly id: number | null;
  readonly response: string;
}

/** What another system calls a project. */
export interface ExternalIdentity {
  readonly external_source: string;
  readonly external_id: string;
}

@Injectable()
export class ProjectsService {
  constructor(
    private readonly repository: ProjectsRepository,
    private readonly creations: ProjectCreationsRepository,
    private readonly events: ProjectHistoryRepository,
  ) {}

  async list(caller: Caller, query: ProjectQueryDto): Promise<RawJson> {
    return this.repository.listJson(caller, query, visibleProjects(caller), fromFirstChange(caller, query));
  }

  async findById(caller: Caller, id: number, deleted?: Deleted): Promise<ReadProject> {
    const row = await this.repository.findById(caller, id, deleted);
    assertAllowed('pipeline.view', caller, row);
    return row;
  }

  /** Callers who may see the project may see its history, also after its deletion. */
  async history(caller: Caller, id: number, query: PageQueryDto): Promise<ProjectEventResponse[]> {
    await this.findById(caller, id, 'include');
    return this.events.listOf(caller, id, query);
  }

  /** Stores the project, or fails with everything that is wrong with it: its fields and what they refer to. */
  async create(
    caller: Caller,
    parsed: ParseResult<CreateProjectDto>,
    options?: WriteOptions,
  ): Promise<WrittenProject> {
    if (parsed.failures.length > 0) {
      const problems = isNoObject(parsed) ? [] : await this.repository.checkNew(caller, parsed.fields);
      throw invalidProject(parsed.failures, problems);
    }
    const result = await this.creations.create(caller, parsed.fields as CreateProjectDto, options);
    if ('problems' in result) throw invalidProject([], result.problems);
    return result;
  }

  /** Changes the fields that are given. Who may is decided by the project as it is stored. */
  async update(
    caller: Caller,
    id: number,
    parsed: ParsedChange<UpdateProjectDto>,
    options?: WriteOptions,
  ): Promise<WrittenProject> {
    return this.change(caller, id, parsed, (stored) => changeProject(stored, parsed.fields), options);
  }

  /** Archives or unarchives. A second time changes nothing. */
  async setArchived(caller: Caller, id: number, isArchived: boolean): Promise<WrittenProject> {
    return this.change(caller, id, NOTHING_WRONG, (stored) =>
      changeProject(stored, { is_archived: isArchived }),
    );
  }

  /**
   * Creates the project with this identity, or makes the one that has it what the body says. The second in a race finds
   * what the first has created, and changes that.
   */
  async put(
    caller: Caller,
    identity: ExternalIdentity,
    body: unknown,
    options?: WriteOptions,
  ): Promise<WrittenProject & { readonly isNew: boolean }> {
    const parsed = parseBody(identity, body);
    return retryOnConflict(async () => {
      const id = isWellFormed(identity)
        ? await this.repository.findIdByExternalIdentity(caller, identity)
        : undefined;
      if (id !== undefined) return { ...(await this.replace(caller, id, parsed, options)), isNew: false };
      assertAllowed('pipeline.create', caller, ownersOf(body));
      refuseIfMatch(caller.ifMatch);
      // Nothing is stored yet that a read-only key could agree with.
      const failures = [
        ...parsed.failures,
        ...parsed.readOnly.map(({ field, message }) => ({ field, message })),
      ];
      return { ...(await this.create(caller, { ...parsed, failures }, options)), isNew: true };
    }, isOvertaken);
  }

  async delete(caller: Caller, id: number): Promise<void> {
    await this.repository.change(caller, id, {
      assert: (stored) => {
        assertAllowed('pipeline.delete', caller, stored.row);
        assertConditions(caller, stored.item);
      },
      decide: async (stored, queries) => this.repository.delete(caller, queries, stored),
    });
  }

  private async replace(
    caller: Caller,
    id: number,
    parsed: ParsedChange<CreateProjectDto>,
    options?: WriteOptions,
  ): Promise<WrittenProject> {
    const { fields, failures } = parsed;
    return this.change(
      caller,
      id,
      parsed,
      (stored) =>
        failures.length > 0
          ? changeProject(stored, fields, { isWhole: true })
          : changeProject(stored, replaceFields(stored, fields as CreateProjectDto), { isWhole: true }),
      options,
    );
  }

  private async change(
    caller: Caller,
    id: number,
    parsed: Pick<ParsedChange<unknown>, 'failures' | 'readOnly'>,
    changeOf: (stored: StoredProject) => ProjectChange,
    options?: WriteOptions,
  ): Promise<WrittenProject> {
    const assert = (stored: StoredProject): void => {
      assertAllowed('pipeline.edit', caller, stored.row);
      assertConditions(caller, stored.item);
    };
    const decide = async (stored: StoredProject, queries: Queries): Promise<WrittenProject> => {
      const change = changeOf(stored);
      if (change.changed.has('job_order') && !caller.permissions.has('pipeline.job_order')) {
        throw new JobOrderPermissionError();
      }
      if (change.changed.has('job_order')) caller.exercised?.add('pipeline.job_order');
      const failures = [
        ...parsed.failures,
        ...changedReadOnlyKeys(parsed.readOnly, stored.item),
        ...archiveFailures(stored, change),
      ];
      if (failures.length === 0 && change.changes.length > 0) {
        const result = await this.repository.update(caller, queries, stored, change);
        if ('problems' in result) throw invalidProject([], result.problems, change.changed);
        return result;
      }
      // What changes nothing can still be wrong, as a metadata that does not exist and is to have no value.
      const problems = await this.repository.checkChange(caller, queries, change);
      if (failures.length > 0 || problems.length > 0) {
        throw invalidProject(failures, problems, change.changed);
      }
      return { id, response: stored.response };
    };
    return this.repository.change(caller, id, { assert, decide }, options);
  }
}

/** Of a change that has no body. */
const NOTHING_WRONG = { failures: [], readOnly: [] };

/** Another request deleted the project, or created it, between the look and the write. */
function isOvertaken(error: unknown): boolean {
  return error instanceof NotFoundError || error instanceof ExternalIdentityTakenError;
}

/** Whatever breaks the rules of the two fields is no project's, and PostgreSQL need not see it: it refuses U+0000. */
function isWellFormed(identity: ExternalIdentity): boolean {
  const fields = fieldsOf(CreateProjectDto);
  return EXTERNAL_IDENTITY.every((field) => fields.get(field)!.type.rule(identity[field]) === undefined);
}

function parseBody(identity: ExternalIdentity, body: unknown): ParsedChange<CreateProjectDto> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return parseChange(CreateProjectDto, body);
  const given = body as Partial<Record<keyof ExternalIdentity, unknown>>;
  const parsed = parseChange(CreateProjectDto, { ...given, ...identity });
  const contradictions = EXTERNAL_IDENTITY.filter(
    (field) => (given[field] ?? identity[field]) !== identity[field],
  ).map((field) => ({ field, message: 'must be absent or the one of the path' }));
  return { ...parsed, failures: [...parsed.failures, ...contradictions] };
}
