import { CURRENT_RESPONSE, madeResponse } from '../../src/projects/sql/project-json.sql';
import { type TestDatabase } from '../support/database';

export interface StoredResponse {
  readonly id: number;
  /** The text that is stored, if it counts. */
  readonly stored: string | null;
  /** The text that is right. */
  readonly made: string;
}

export async function storedResponses(
  database: TestDatabase,
  companyId: number,
): Promise<readonly StoredResponse[]> {
  return database.query<StoredResponse>(
    `select id, ${CURRENT_RESPONSE} as stored, ${madeResponse('$1')} as made
       from projects where company_id = $1 order by id`,
    [companyId],
  );
}

/** Those whose stored text counts and is wrong. */
export function wrongOf(responses: readonly StoredResponse[]): readonly StoredResponse[] {
  return responses.filter(({ stored, made }) => stored !== null && stored !== made);
}

export function staleOf(responses: readonly StoredResponse[]): number[] {
  return responses.filter(({ stored }) => stored === null).map(({ id }) => id);
}
