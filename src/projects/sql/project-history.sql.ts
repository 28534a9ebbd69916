/**
 * Of a creation. What the project was then follows from what it is now and from the changes since. The release before reads
 * this as a creation without fields.
 */
export const NO_CHANGES = "'[]'";

/** Where the columns of an event come from: each is SQL over `from`. */
export interface HistoryEntry {
  readonly company: string;
  readonly action: string;
  readonly person: string;
  readonly token: string;
  readonly request: string;
  readonly traceparent: string;
  /** An array of `{field, from, to}`. */
  readonly changes: string;
  /** Has the rows that were written: their `id`, and `updated_at`, which is the stamp of the event. */
  readonly from: string;
}

/** SQL that stores the event of each row that was written. Every change of a project stores it, in one statement with it. */
export function storeHistory(entry: HistoryEntry): string {
  const { company, action, person, token, request, traceparent, changes, from } = entry;
  return `insert into project_events (
      company_id, project_id, created_at, action, person_id, token_id, request_id, traceparent, changes)
    select ${company}, id, updated_at, ${action}, ${person}, ${token}, ${request}, ${traceparent}, ${changes} from ${from}`;
}
