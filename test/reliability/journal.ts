import { type TestDatabase } from '../support/database';

/** What a harness knows: the key of each create that it sent, and the ID of the project once it was acknowledged. */
export type Journal = Map<string, number | undefined>;

/** The journal as the database has it: for each key the project of that name, if all that belongs to it is there. */
export async function storedJournal(database: TestDatabase, companyId: number): Promise<object[]> {
  return database.query(
    `select projects.name as key, projects.id,
            (select count(*)::integer from project_metadata_values as held
              where held.company_id = $1 and held.project_id = projects.id) as values,
            (select count(*)::integer from project_events as events
              where events.company_id = $1 and events.project_id = projects.id) as events,
            (select count(*)::integer from idempotency_keys as keys
              where keys.company_id = $1 and keys.key = projects.name
                and (keys.body::json ->> 'id')::bigint = projects.id) as keys
       from projects where company_id = $1 order by name collate "C", id`,
    [companyId],
  );
}

/** What storedJournal answers if every create of the journal happened exactly once, and whole. */
export function expectedJournal(journal: Journal): object[] {
  return [...journal]
    .map(([key, id]) => ({ key, id, values: 1, events: 1, keys: 1 }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
}
