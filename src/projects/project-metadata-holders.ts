import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { announcedStamp, laterThan } from '../database/announced-stamp';
import { type Queries } from '../database/queries';
import { type MetadataHolders, type Replacement } from '../project-metadata/metadata-holders';
import { storeHistory } from './sql/project-history.sql';

/** Values of the metadata $2 of the company $1. */
const HELD = 'held.company_id = $1 and held.project_metadata_id = $2';

/**
 * Replaces the values $3 by $4, or, where that is null, takes them away; without replacements all values go. What projects
 * respond with changes with their values, so syncs must see them, and their history records it.
 *
 * A project is locked before its value, as in every change of one. A value that another request has changed meanwhile is no
 * longer the one that was found, and stays. One that a project gets meanwhile is not found: the caller looks for it.
 */
const CHANGE_VALUES = `
  with ${announcedStamp('$1')},
  given as materialized (
    select value, replacement from unnest($3::text[], $4::text[]) as given (value, replacement)
  ),
  locked as materialized (
    select projects.id from projects cross join stamp
     where projects.company_id = $1 and projects.id in (
             select project_id from project_metadata_values as held
              where ${HELD} and ($3::text[] is null or held.value = any ($3::text[])))
     order by projects.id for update of projects
  ),
  removed as (
    delete from project_metadata_values as held using locked
     where ${HELD} and held.project_id = locked.id
       and ($3::text[] is null or held.value = any (array(select value from given where replacement is null)))
    returning held.project_id, held.value, null::text as replacement
  ),
  replaced as (
    update project_metadata_values as held set value = given.replacement
      from locked cross join given
     where ${HELD} and held.project_id = locked.id
       and held.value = given.value and given.replacement is not null
    returning held.project_id, given.value, given.replacement
  ),
  changed as (
    update projects set updated_at = ${laterThan('projects.updated_at')}
      from stamp cross join (select * from removed union all select * from replaced) as written
     where projects.company_id = $1 and projects.id = written.project_id
    returning projects.id, projects.updated_at, written.value, written.replacement
  )
  ${storeHistory({
    company: '$1',
    action: "'updated'",
    person: '$5',
    token: '$6',
    request: '$7',
    traceparent: '$8',
    changes: `json_build_array(
      json_build_object('field', 'metadata_' || $2::bigint, 'from', value, 'to', replacement))`,
    from: 'changed',
  })}`;

/** Changes the projects that hold values of project metadata. */
@Injectable()
export class ProjectMetadataHolders implements MetadataHolders {
  async replaceValues(
    queries: Queries,
    caller: Caller,
    metadataId: number,
    replacements: readonly Replacement[],
  ): Promise<void> {
    if (replacements.length === 0) return;
    const columns = [replacements.map(([from]) => from), replacements.map(([, to]) => to)];
    await this.changeValues(queries, caller, metadataId, columns);
  }

  async removeValues(queries: Queries, caller: Caller, metadataId: number): Promise<void> {
    await this.changeValues(queries, caller, metadataId, [null, null]);
  }

  private async changeValues(
    queries: Queries,
    { companyId, personId, tokenId, requestId, traceparent }: Caller,
    metadataId: number,
    replacements: readonly unknown[],
  ): Promise<void> {
    await queries.queryText(CHANGE_VALUES, [
      companyId,
      metadataId,
      ...replacements,
      personId,
      tokenId,
      requestId,
      traceparent,
    ]);
  }
}
