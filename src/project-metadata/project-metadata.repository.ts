import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { announcedStamp, laterThan } from '../database/announced-stamp';
import { Database } from '../database/database';
import { type Queries } from '../database/queries';
import { InvalidDataError } from '../http/api-error';
import { assertConditions } from '../http/preconditions';
import { CompanyReader } from '../company-repository/company-reader';
import { changeFailures } from '../fields/change';
import { replacementFailures } from './replacements';
import { type CreateProjectMetadataDto } from './create-project-metadata.dto';
import { MetadataHolders } from './metadata-holders';
import { MetadataInUseError, MetadataValuesInUseError } from './project-metadata.errors';
import { ProjectMetadataResponse } from './project-metadata.response.dto';
import { type UpdateProjectMetadataDto } from './update-project-metadata.dto';
import { ProjectMetadata } from './project-metadata.entity';

const ADD_OPTIONS = `
  insert into project_metadata_options (company_id, project_metadata_id, value, position)
  select $1, $2, value, position from unnest($3::text[]) with ordinality as given (value, position)
  on conflict (company_id, project_metadata_id, value) do update set position = excluded.position`;

@Injectable()
export class ProjectMetadataRepository extends CompanyReader<ProjectMetadataResponse> {
  constructor(
    database: Database,
    private readonly holders: MetadataHolders,
  ) {
    super(database, {
      entity: ProjectMetadata,
      response: ProjectMetadataResponse,
      computed: {
        values: (company) => `array(
          select value from project_metadata_options
           where company_id = ${company} and project_metadata_id = project_metadata.id
           order by position)`,
      },
    });
  }

  async createWithOptions(caller: Caller, input: CreateProjectMetadataDto): Promise<ProjectMetadataResponse> {
    const { companyId } = caller;
    const id = await this.database.transaction(caller, async (queries) => {
      const insert = queries.queryText<{ id: number }>(
        `with ${announcedStamp('$1')}
         insert into project_metadata (company_id, created_at, updated_at, key, is_required)
         select $1, at, at, $2, $3 from stamp returning id`,
        [companyId, input.key, input.is_required ?? false],
      );
      const [row] = await this.writing(insert);
      await queries.queryText(ADD_OPTIONS, [companyId, row!.id, input.values]);
      return row!.id;
    });
    return this.findById(caller, id);
  }

  /** Values that go are replaced in the projects that hold them; one without a replacement refuses the whole change. */
  async updateWithOptions(
    caller: Caller,
    id: number,
    input: UpdateProjectMetadataDto,
  ): Promise<ProjectMetadataResponse> {
    const { key, values, replacements } = input;
    const given = Object.entries(replacements ?? {});
    const { companyId } = caller;
    const change = async (queries: Queries): Promise<void> => {
      const current = await this.lock(queries, caller, id);
      const isRequired = input.is_required === undefined ? current.is_required : (input.is_required ?? false);
      const failures = changeFailures(input, current);
      // Of values that are wrong nothing can be said.
      if (!failures.some(({ field }) => field === 'values'))
        failures.push(...replacementFailures(input, current, isRequired));
      if (failures.length > 0) throw new InvalidDataError(failures);
      if (values && JSON.stringify(values) !== JSON.stringify(current.values)) {
        await queries.queryText(ADD_OPTIONS, [companyId, id, values]);
        await this.holders.replaceValues(queries, caller, id, given);
        // From here on no project can get a value that goes: its foreign key waits for this transaction.
        await lockOtherOptions(queries, companyId, id, values);
        // Those that got one in between.
        await this.holders.replaceValues(queries, caller, id, given);
        await removeOtherOptions(queries, companyId, id, values);
      } else if ((key ?? current.key) === current.key && isRequired === current.is_required) {
        return;
      }
      const update = queries.queryText(
        `with ${announcedStamp('$1')}
         update project_metadata
            set key = coalesce($3, key), is_required = $4, updated_at = ${laterThan('project_metadata.updated_at')}
           from stamp where company_id = $1 and id = $2`,
        [companyId, id, key, isRequired],
      );
      await this.writing(update);
    };
    // A project may be created with a value while it is removed.
    await this.database.rowTurns.run(caller, { table: 'project_metadata', id }, () =>
      this.database.checked(caller, () => this.database.transaction(caller, change)),
    );
    return this.findById(caller, id);
  }

  async deleteWithOptions(caller: Caller, id: number, discardValues: boolean): Promise<void> {
    const { companyId } = caller;
    const remove = async (queries: Queries): Promise<void> => {
      await this.lock(queries, caller, id);
      const uses = await usesOfValues(queries, companyId, id, []);
      const projects = uses.reduce((sum, use) => sum + use.projects, 0);
      if (projects > 0 && !discardValues) throw new MetadataInUseError(projects);
      await this.holders.removeValues(queries, caller, id);
      // The options go with it, by their foreign key.
      await queries.queryText('delete from project_metadata where company_id = $1 and id = $2', [
        companyId,
        id,
      ]);
    };
    // A project may be created with a value meanwhile.
    await this.database.rowTurns.run(caller, { table: 'project_metadata', id }, () =>
      this.database.checked(caller, () => this.database.transaction(caller, remove)),
    );
  }

  /** Writers of one metadata take turns; projects that are created meanwhile are stopped by their foreign key. */
  private async lock(queries: Queries, caller: Caller, id: number): Promise<ProjectMetadataResponse> {
    const [row] = await queries.queryText<ProjectMetadataResponse>(
      `select ${this.columns('$1')} from project_metadata where company_id = $1 and id = $2 for update`,
      [caller.companyId, id],
    );
    if (row === undefined) throw this.notFound(id);
    assertConditions(caller, row);
    return row;
  }
}

async function lockOtherOptions(
  queries: Queries,
  companyId: number,
  id: number,
  keep: readonly string[],
): Promise<void> {
  await queries.queryText(
    `select from project_metadata_options
      where company_id = $1 and project_metadata_id = $2 and value <> all ($3::text[])
      order by value for update`,
    [companyId, id, keep],
  );
}

async function removeOtherOptions(
  queries: Queries,
  companyId: number,
  id: number,
  keep: readonly string[],
): Promise<void> {
  const uses = await usesOfValues(queries, companyId, id, keep);
  if (uses.length > 0) throw new MetadataValuesInUseError(uses);
  await queries.queryText(
    'delete from project_metadata_options where company_id = $1 and project_metadata_id = $2 and value <> all ($3::text[])',
    [companyId, id, keep],
  );
}

async function usesOfValues(
  queries: Queries,
  companyId: number,
  id: number,
  otherThan: readonly string[],
): Promise<{ value: string; projects: number }[]> {
  return queries.queryText(
    `select value, count(*)::integer as projects from project_metadata_values
      where company_id = $1 and project_metadata_id = $2 and value <> all ($3::text[])
      group by value order by value`,
    [companyId, id, otherThan],
  );
}
