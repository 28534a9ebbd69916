import { ANNOUNCE } from '../database/announced-stamp';
import { type FieldChange } from './change';
import { type CompanyFileDto } from './company-file.dto';
import { type CompanyWork } from './company-work';
import { switchUniqueJobOrders } from './unique-job-orders';

const COLUMNS = [
  'name',
  'is_client_contact_required',
  'is_job_order_unique',
  'is_probability_scale_enforced',
] as const;

type CompanyColumns = Record<(typeof COLUMNS)[number], unknown>;
type CompanyRow = CompanyColumns & { readonly id: number };

/**
 * Finds or creates the company, and holds it until the end: files for one company are applied one after the other. The
 * lock is one that does not stop requests, which only refer to the company.
 */
export async function applySettings(work: CompanyWork, file: Partial<CompanyFileDto>): Promise<void> {
  const slug = file.slug!;
  let company = await hold(work, slug);
  if (company === undefined && work.mayWrite) {
    if (await create(work, file)) return;
    company = await hold(work, slug);
  }
  if (company === undefined) return;
  work.companyId = company.id;
  // What is stamped from here on, readers of the company wait for. A company that is new has none.
  await work.companyQuery(ANNOUNCE);
  const changed = changedFields(company, file);
  const wantsUnique = changed.find(({ name }) => name === 'is_job_order_unique')?.to as boolean | undefined;
  if (wantsUnique !== undefined) await switchUniqueJobOrders(work, wantsUnique);
  if (changed.length > 0 && work.mayWrite) await update(work, changed);
  if (changed.length > 0) {
    work.changes.push({ action: 'update', what: 'company', id: company.id, label: slug, fields: changed });
  }
}

async function hold(work: CompanyWork, slug: string): Promise<CompanyRow | undefined> {
  const rows = await work.query<CompanyRow>(
    `select id, ${COLUMNS.join(', ')} from companies where slug = $1 for no key update`,
    [slug],
  );
  return rows[0];
}

/** False: another session has just created it. */
async function create(work: CompanyWork, file: Partial<CompanyFileDto>): Promise<boolean> {
  const provisional = work.newId(undefined);
  const given = {
    ...(provisional === undefined ? {} : { id: provisional }),
    slug: file.slug,
    ...wantedColumns(file),
  };
  const columns = Object.keys(given);
  const rows = await work.query<{ id: number }>(
    `insert into companies (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})
     on conflict (slug) do nothing returning id`,
    Object.values(given),
  );
  const created = rows[0];
  if (created === undefined) return false;
  work.companyId = created.id;
  work.changes.push({ action: 'create', what: 'company', id: work.toldId(created.id), label: file.slug! });
  return true;
}

async function update(work: CompanyWork, changed: readonly FieldChange[]): Promise<void> {
  const assignments = changed.map(({ name }, index) => `${name} = $${index + 2}`);
  await work.companyQuery(
    `update companies set updated_at = now(), ${assignments.join(', ')} where id = $1`,
    ...changed.map(({ to }) => to),
  );
}

/** What the file says about the company itself. What it does not say is left out. */
function wantedColumns({ name, settings }: Partial<CompanyFileDto>): Partial<CompanyColumns> {
  const said = COLUMNS.map((column) => [column, column === 'name' ? name : settings?.[column]] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== undefined && value !== null));
}

function changedFields(company: CompanyRow, file: Partial<CompanyFileDto>): FieldChange[] {
  const wanted = wantedColumns(file);
  return COLUMNS.flatMap((name) =>
    wanted[name] === undefined || wanted[name] === company[name]
      ? []
      : [{ name, from: company[name], to: wanted[name] }],
  );
}
