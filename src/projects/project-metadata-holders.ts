import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { announcedStamp, laterThan } from '../database/announced-stamp';
import { type Queries } from '../database/queries';
import { type MetadataHolders, type Replacement } from '../project-metadata/metadata-holders';
import { storeHistory } from './sql/project-history.sql';

/**
 * What projects respond with changes with their values, so syncs must see them, and their history tells it. Without
 * replacements ($3 and $4) all values go.
 */
const CHANGE_PROJECTS = `
  with ${announcedStamp('$1')},
  changed as (
    update projects set updated_at = ${laterThan('projects.updated_at')}
      from stamp cross join project_metadata_values as held
           left join unnest($3::text[], $4::text[]) as given (value, replacement) on given.value = held.value
     where projects.company_id = $1 and held.company_id = $1 and held.project_id = projects.id
       and project_metadata_id = $2 and ($3::text[] is null or given.value is not null)
    returning projects.id, projects.updated_at, held.value, given.replacement
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

const REMOVE_VALUES = `
  delete from project_metadata_values
   where company_id = $1 and project_metadata_id = $2 and ($3::text[] is null or value = any ($3::text[]))`;

const REPLACE_VALUES = `
  update project_metadata_values as held set value = given.replacement
    from unnest($3::text[], $4::text[]) as given (value, replacement)
   where held.company_id = $1 and held.project_metadata_id = $2 and held.value = given.value
     and given.replacement is not null`;

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
    const ids = [caller.companyId, metadataId];
    const columns = [replacements.map(([from]) => from), replacements.map(([, to]) => to)];
    await this.changeProjects(queries, caller, metadataId, columns);
    const gone = replacements.flatMap(([from, to]) => (to === null ? from : []));
    if (gone.length > 0) await queries.queryText(REMOVE_VALUES, [...ids, gone]);
    if (gone.length < replacements.length) await queries.queryText(REPLACE_VALUES, [...ids, ...columns]);
  }

  async removeValues(queries: Queries, caller: Caller, metadataId: number): Promise<void> {
    await this.changeProjects(queries, caller, metadataId, [null, null]);
    await queries.queryText(REMOVE_VALUES, [caller.companyId, metadataId, null]);
  }

  private async changeProjects(
    queries: Queries,
    { companyId, personId, tokenId, requestId, traceparent }: Caller,
    metadataId: number,
    replacements: readonly unknown[],
  ): Promise<void> {
    await queries.queryText(CHANGE_PROJECTS, [
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
