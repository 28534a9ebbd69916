import { type Failure } from '../fields/failure';
import { type FieldChange } from './change';
import { type CompanyTable } from './company-tables';

/** A row as the file wants it. A value that is undefined is left as it is, or left to the database's default. */
export interface WantedRow {
  /** Where in the file it is, as in `clients[0]`. */
  readonly path: string;
  readonly id: number | undefined;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A row as the database has it. */
export type StoredRow = Readonly<Record<string, unknown>> & {
  readonly id: number;
  readonly is_deleted: boolean;
};

/** What is to be done for a wanted row: create it, or change these columns of a stored one, perhaps none. */
export interface RowPlan {
  readonly wanted: WantedRow;
  readonly stored: StoredRow | undefined;
  readonly changed: readonly string[];
}

/** Finds for each wanted row the stored one that it means. Undefined for a row with a failure. */
export function planRows(
  table: CompanyTable,
  stored: readonly StoredRow[],
  wanted: readonly WantedRow[],
  fail: (failure: Failure) => void,
): (RowPlan | undefined)[] {
  const byId = new Map(stored.map((row) => [row.id, row]));
  // A row that the file names by id is meant by that entry alone, even if another entry has its present name.
  const claimed = new Set(wanted.map(({ id }) => id));
  const byKey = new Map<string, StoredRow[]>();
  for (const row of stored) {
    if (row.is_deleted) continue;
    const key = keyOf(table, row);
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }

  return wanted.map((row) => {
    const holders = byKey.get(keyOf(table, row.values)) ?? [];
    const message = row.id === undefined ? undefined : misfit(table, row, byId.get(row.id), holders, claimed);
    if (message !== undefined) {
      fail({ field: `${row.path}.id`, message });
      return undefined;
    }
    const candidates =
      row.id === undefined ? holders.filter(({ id }) => !claimed.has(id)) : [byId.get(row.id)];
    if (candidates.length > 1) {
      const ids = candidates.map((candidate) => candidate!.id).join(' and ');
      fail({ field: `${row.path}.id`, message: `is required: the ${table.key} fits the ids ${ids}` });
      return undefined;
    }
    const match = candidates[0];
    return {
      wanted: row,
      stored: match,
      changed: match === undefined ? [] : changedColumns(table, row, match),
    };
  });
}

/** Why a wanted row can't have the id that it gives. */
function misfit(
  table: CompanyTable,
  { id, values }: WantedRow,
  row: StoredRow | undefined,
  holders: readonly StoredRow[],
  claimed: ReadonlySet<number | undefined>,
): string | undefined {
  const { what, key, isKeyUnique, parent } = table;
  if (row?.is_deleted) return `is the id of a deleted ${what}`;
  if (row !== undefined && parent !== undefined && row[parent.column] !== values[parent.column]) {
    return `is the id of a ${what} of another ${parent.what}: ${String(row[parent.column])}`;
  }
  const others = holders.filter((holder) => holder.id !== id);
  const other = isKeyUnique ? others[0] : others.find((holder) => !claimed.has(holder.id));
  if (other === undefined) return undefined;
  // An existing row may take a name that others have, where names may repeat; a new one is more likely a wrong id.
  if (row === undefined) return `does not fit: the ${what} with this ${key} has the id ${other.id}`;
  return isKeyUnique ? `does not fit: the ${key} is that of the ${what} with the id ${other.id}` : undefined;
}

function keyOf(
  { key, isKeyCaseless, parent }: CompanyTable,
  values: Readonly<Record<string, unknown>>,
): string {
  const name = String(values[key]);
  const owner = parent === undefined ? '' : `${String(values[parent.column])}\0`;
  return owner + (isKeyCaseless ? name.toLowerCase() : name);
}

function changedColumns(table: CompanyTable, { values }: WantedRow, stored: StoredRow): string[] {
  return Object.keys(table.columns).filter(
    (column) => values[column] !== undefined && !isSame(values[column], stored[column]),
  );
}

/** Lists here are sets: their order says nothing. */
export function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((entry: unknown) => other.includes(entry));
}

/** The changes of a plan as they are reported. */
export function fieldChanges(table: CompanyTable, { wanted, stored, changed }: RowPlan): FieldChange[] {
  return changed.flatMap((column) => {
    const { shown } = table.columns[column]!;
    if (shown === false) return [];
    const [from, to] = [stored![column], wanted.values[column]];
    return shown === undefined
      ? [{ name: column, from, to }]
      : [{ name: shown.as, from: shown.value(from), to: shown.value(to) }];
  });
}
