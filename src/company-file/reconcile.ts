import { CLOCK, laterThan } from '../database/announced-stamp';
import { type EventVerb, storeCrmEvents } from '../company-repository/crm-events.sql';
import { type Change } from './change';
import { type CompanyTable } from './company-tables';
import { type CompanyWork } from './company-work';
import { fieldChanges, planRows, type RowPlan, type StoredRow, type WantedRow } from './plan-rows';

/** A wanted row and what became of it. */
export interface Outcome {
  readonly wanted: WantedRow;
  /** Undefined: the row would be new, but something is wrong, so nothing is written. */
  readonly id: number | undefined;
  readonly change: Change | undefined;
}

/**
 * Makes the rows of a table what the file wants: creates, updates, and leaves alone what the file does not name.
 * Entries with a failure have no outcome.
 */
export async function reconcile(
  work: CompanyWork,
  table: CompanyTable,
  wanted: readonly WantedRow[],
): Promise<Outcome[]> {
  if (wanted.length === 0) return [];
  const plans = planRows(table, await load(work, table), wanted, work.fail);
  const outcomes = new Map<WantedRow, Outcome>();
  // Updates first: a new row may take the name that an old one gives up.
  const inOrderOfWriting = plans
    .filter((plan) => plan !== undefined)
    .sort((one, other) => Number(one.stored === undefined) - Number(other.stored === undefined));
  for (const plan of inOrderOfWriting) outcomes.set(plan.wanted, await write(work, table, plan));
  return wanted.flatMap((row) => outcomes.get(row) ?? []);
}

/** The entries of a list of the file as wanted rows, with the columns of the table. */
export function wantedRows<Entry extends { id?: number | null }>(
  table: CompanyTable,
  path: string,
  entries: readonly Entry[] | null | undefined,
  further: (entry: Entry) => Record<string, unknown> = () => ({}),
): WantedRow[] {
  return (entries ?? []).map((entry, index) => {
    const given: Record<string, unknown> = { ...entry, ...further(entry) };
    const columns = [...Object.keys(table.columns), ...(table.parent ? [table.parent.column] : [])];
    const values = columns.map((column) => {
      const value = given[column];
      return [column, value === null && !table.columns[column]?.isNullable ? undefined : value] as const;
    });
    return { path: `${path}[${index}]`, id: entry.id ?? undefined, values: Object.fromEntries(values) };
  });
}

async function load(
  work: CompanyWork,
  { name, columns, parent, isSoftDeletable }: CompanyTable,
): Promise<StoredRow[]> {
  const selected = ['id', ...Object.keys(columns), ...(parent ? [parent.column] : [])].map(quote).join(', ');
  const isDeleted = isSoftDeletable ? 'deleted_at is not null' : 'false';
  return work.companyQuery<StoredRow>(
    `select ${selected}, ${isDeleted} as is_deleted from ${name} where company_id = $1 order by id`,
  );
}

async function write(work: CompanyWork, table: CompanyTable, plan: RowPlan): Promise<Outcome> {
  const { wanted, stored, changed } = plan;
  const label = String(wanted.values[table.key]);
  if (stored !== undefined) {
    if (changed.length === 0) return { wanted, id: stored.id, change: undefined };
    if (work.mayWrite) await update(work, table, plan);
    const fields = fieldChanges(table, plan);
    await report(
      work,
      table,
      stored.id,
      'updated',
      fields.map(({ name, from, to }) => ({ field: name, from, to })),
    );
    return {
      wanted,
      id: stored.id,
      change: { action: 'update', what: table.what, id: stored.id, label, fields },
    };
  }
  if (!work.mayWrite) return { wanted, id: undefined, change: undefined };
  const id = await insert(work, table, wanted);
  const values = Object.keys(table.columns).map((field) => ({
    field,
    from: null,
    to: wanted.values[field] ?? null,
  }));
  await report(
    work,
    table,
    id,
    'created',
    values.filter(({ to }) => to !== null),
  );
  return { wanted, id, change: { action: 'create', what: table.what, id: work.toldId(id), label } };
}

async function update(
  work: CompanyWork,
  { name }: CompanyTable,
  { wanted, stored, changed }: RowPlan,
): Promise<void> {
  const assignments = changed.map((column, index) => `${quote(column)} = $${index + 3}`);
  await work.companyQuery(
    `update ${name} set updated_at = ${laterThan('updated_at', CLOCK)}, ${assignments.join(', ')}
      where company_id = $1 and id = $2`,
    stored!.id,
    ...changed.map((column) => wanted.values[column]),
  );
}

async function insert(work: CompanyWork, { name }: CompanyTable, { id, values }: WantedRow): Promise<number> {
  const row = { id: work.newId(id), ...values };
  const given = Object.entries(row).filter(([, value]) => value !== undefined);
  const columns = ['company_id', ...given.map(([column]) => quote(column)), 'created_at', 'updated_at'];
  const parameters = ['$1', ...given.map((_, index) => `$${index + 2}`), CLOCK, CLOCK];
  const [created] = await work.companyQuery<{ id: number }>(
    `insert into ${name} (${columns.join(', ')}) values (${parameters.join(', ')}) returning id`,
    ...given.map(([, value]) => value),
  );
  return created!.id;
}

/** Stores the event of a client or a contact. A dry run leaves the sequence of the events alone. */
async function report(
  work: CompanyWork,
  { name, events }: CompanyTable,
  id: number,
  verb: EventVerb,
  changes: readonly object[],
): Promise<void> {
  if (events === undefined || work.isDryRun || !work.mayWrite) return;
  const from = `${name} as written where company_id = $1 and id = $2`;
  await work.companyQuery(
    storeCrmEvents({ noun: events, verb, changes: '$3::json', from }, ['$1', 'null', 'null', 'null', 'null']),
    id,
    JSON.stringify(changes),
  );
}

/** "group" is a word of SQL. The names are the tables' own, never those of a file. */
function quote(column: string): string {
  return `"${column}"`;
}
