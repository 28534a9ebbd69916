import { CLOCK, laterThan } from '../database/announced-stamp';
import { type CompanyFileDto } from './company-file.dto';
import { PROJECT_METADATA } from './company-tables';
import { type CompanyWork } from './company-work';
import { type Outcome, reconcile, wantedRows } from './reconcile';

interface StoredValue {
  readonly id: number;
  readonly value: string;
}

/** The metadata rows, and then their values: the list of the file replaces the stored one. */
export async function applyMetadata(
  work: CompanyWork,
  { project_metadata: entries }: Partial<CompanyFileDto>,
): Promise<Outcome[]> {
  if (!entries?.length) return [];
  const wanted = wantedRows(PROJECT_METADATA, 'project_metadata', entries);
  const outcomes = await reconcile(work, PROJECT_METADATA, wanted);
  const stored = await work.companyQuery<StoredValue>(
    `select project_metadata_id as id, value
       from project_metadata_options where company_id = $1 order by project_metadata_id, position, value`,
  );
  const results: Outcome[] = [];
  for (const outcome of outcomes) {
    const values = entries[wanted.indexOf(outcome.wanted)]!.values;
    const present = stored.filter(({ id }) => id === outcome.id).map(({ value }) => value);
    const isChanged =
      present.length !== values.length || present.some((value, index) => value !== values[index]);
    results.push(isChanged ? await replaceValues(work, outcome, present, values) : outcome);
  }
  return results;
}

async function replaceValues(
  work: CompanyWork,
  outcome: Outcome,
  present: readonly string[],
  values: readonly string[],
): Promise<Outcome> {
  const { id, wanted, change } = outcome;
  const removed = present.filter((value) => !values.includes(value));
  if (id !== undefined && removed.length > 0) await refuseHeldValues(work, outcome, removed);
  if (id === undefined || !work.mayWrite) return outcome;

  if (removed.length > 0) {
    await work.companyQuery(
      `delete from project_metadata_options
        where company_id = $1 and project_metadata_id = $2 and value = any($3::text[])`,
      id,
      removed,
    );
  }
  await work.companyQuery(
    `insert into project_metadata_options (company_id, project_metadata_id, value, position)
     select $1, $2, value, position from unnest($3::text[]) with ordinality as wanted (value, position)
     on conflict (company_id, project_metadata_id, value) do update set position = excluded.position
      where project_metadata_options.position <> excluded.position`,
    id,
    values,
  );
  if (change?.action === 'create') return outcome;
  // The values are part of the metadata for those who ask what changed since.
  await work.companyQuery(
    `update project_metadata set updated_at = ${laterThan('updated_at', CLOCK)} where company_id = $1 and id = $2`,
    id,
  );
  const fields = [...(change?.fields ?? []), { name: 'values', from: present, to: values }];
  const label = String(wanted.values.key);
  return { ...outcome, change: { action: 'update', what: PROJECT_METADATA.what, id, label, fields } };
}

async function refuseHeldValues(
  work: CompanyWork,
  { id, wanted }: Outcome,
  removed: readonly string[],
): Promise<void> {
  const held = await work.companyQuery<{ value: string; projects: number }>(
    `select value, count(*) as projects
       from project_metadata_values
      where company_id = $1 and project_metadata_id = $2 and value = any($3::text[])
      group by value
      order by value`,
    id,
    removed,
  );
  for (const { value, projects } of held) {
    const holders = projects === 1 ? '1 project has' : `${projects} projects have`;
    work.fail({
      field: `${wanted.path}.values`,
      message: `must keep ${JSON.stringify(value)}: ${holders} it`,
    });
  }
}
