import { type ProblemRow } from './sql/project-checks.sql';
import { type ChangedRow } from './sql/project-statements.sql';

export interface WriteOptions {
  /** Do all but write. */
  readonly dryRun?: boolean;
}

/** Either it was written, or the problems say why not. */
export type WriteResult =
  { readonly id: number | null; readonly response: string } | { readonly problems: readonly ProblemRow[] };

export function resultOf({
  id,
  response,
  problems,
}: ChangedRow & { readonly id: number | null }): WriteResult {
  return response === null ? { problems: problems ?? [] } : { id, response };
}
