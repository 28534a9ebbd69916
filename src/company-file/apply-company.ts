import { type DataSource, type EntityManager } from 'typeorm';
import { PERMISSION_KEYS } from '../auth/permissions';
import { applyCategories } from './apply-categories';
import { applyMetadata } from './apply-metadata';
import { applyPersons } from './apply-persons';
import { applySettings } from './apply-settings';
import { type Change } from './change';
import { type CompanyFileDto } from './company-file.dto';
import { CompanyFileError } from './company-file.error';
import * as tables from './company-tables';
import { CompanyWork } from './company-work';
import { movePastGivenIds } from './given-ids';
import { type ParsedCompanyFile, readCompanyFile } from './read-company-file';
import { type Outcome, reconcile, wantedRows } from './reconcile';
import { inTransaction } from './transaction';

/**
 * Makes a company what a company file says, whole or not at all, and returns what that changed: nothing the second
 * time. A dry run returns the same and leaves no trace. Throws CompanyFileError with everything that is wrong.
 */
export async function applyCompany(
  dataSource: DataSource,
  file: unknown,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Change[]> {
  const parsed = readCompanyFile(file);
  // Without a slug there is no company to compare the rest with.
  if (parsed.fields.slug === undefined) throw new CompanyFileError(parsed.failures);
  if (!dryRun && parsed.failures.length === 0) await movePastGivenIds(dataSource, parsed.fields);
  return inTransaction(dataSource, dryRun, (manager) => apply(manager, parsed, dryRun));
}

async function apply(
  manager: EntityManager,
  { fields: file, failures, roleNames }: ParsedCompanyFile,
  isDryRun: boolean,
): Promise<Change[]> {
  const work = new CompanyWork(manager, isDryRun, [...failures]);
  await applySettings(work, file);
  work.record(await applyRoles(work, file));
  work.record(await applyPersons(work, file, roleNames));
  work.record(await applyClients(work, file));
  work.record(await applyCategories(work, file));
  for (const list of ['project_types', 'project_stages', 'business_units'] as const) {
    const table = tables.COMPANY_LISTS[list];
    const entries: readonly { id?: number | null }[] | null | undefined = file[list];
    work.record(await reconcile(work, table, wantedRows(table, list, entries)));
  }
  work.record(await applyMetadata(work, file));
  if (work.failures.length > 0) throw new CompanyFileError(work.failures);
  return work.changes;
}

async function applyRoles(work: CompanyWork, { roles }: Partial<CompanyFileDto>): Promise<Outcome[]> {
  const wanted = wantedRows(tables.ROLES, 'roles', roles, ({ permissions }) => ({
    permissions: PERMISSION_KEYS.filter((key) => permissions.includes(key)),
  }));
  const outcomes = await reconcile(work, tables.ROLES, wanted);
  const defaults = await work.companyQuery<{ id: number; name: string }>(
    'select id, name from roles where company_id = $1 and is_default order by id',
  );
  // The default of the company gives way only if the file says so.
  const staying = defaults.find(({ id, name }) => {
    const entry = wanted.find(({ id: given, values }) => given === id || values.name === name);
    return entry?.values.is_default === undefined;
  });
  for (const { path, values } of wanted) {
    if (staying === undefined || values.is_default !== true) continue;
    const message = `can not be true: ${staying.name} is the default. Say false for that role`;
    work.fail({ field: `${path}.is_default`, message });
  }
  return outcomes;
}

async function applyClients(work: CompanyWork, { clients }: Partial<CompanyFileDto>): Promise<Outcome[]> {
  const wanted = wantedRows(tables.CLIENTS, 'clients', clients);
  const outcomes = await reconcile(work, tables.CLIENTS, wanted);
  const contacts = outcomes.flatMap(({ id, wanted: client }) =>
    wantedRows(
      tables.CONTACTS,
      `${client.path}.contacts`,
      clients?.[wanted.indexOf(client)]?.contacts,
      () => ({ client_id: id }),
    ),
  );
  return [...outcomes, ...(await reconcile(work, tables.CONTACTS, contacts))];
}
