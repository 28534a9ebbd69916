import { type DataSource } from 'typeorm';
import { type CompanyFileDto } from './company-file.dto';
import { COMPANY_LISTS, type CompanyTable, CONTACTS } from './company-tables';

/**
 * Moves the sequences past the ids that a file gives, so that rows to come get none of them. This is a transaction of
 * its own for each table: it needs the table to itself for a moment, because a sequence that another session uses between the
 * look and the move would be moved back; and since no rollback moves a sequence, nothing is lost by not being part of
 * the file's transaction.
 */
export async function movePastGivenIds(dataSource: DataSource, file: Partial<CompanyFileDto>): Promise<void> {
  for (const [table, ids] of givenIds(file)) {
    const given = ids.reduce((highest, id) => Math.max(highest, id), 0);
    if (given > (await lastId(dataSource, table))) await move(dataSource, table, given);
  }
}

type Entries = readonly { readonly id?: number | null }[] | null | undefined;
type Manager = Pick<DataSource, 'query'>;

const LAST_ID = `coalesce(pg_sequence_last_value(pg_get_serial_sequence($1, 'id')::regclass), 0)`;

async function lastId(manager: Manager, table: string): Promise<number> {
  const [row] = await manager.query<{ last: number }[]>(`select ${LAST_ID} as last`, [table]);
  return row!.last;
}

async function move(dataSource: DataSource, table: string, given: number): Promise<void> {
  await dataSource.transaction(async (manager) => {
    // Keeps other writers out, whose inserts are what moves the sequence. Readers go on.
    await manager.query(`lock table ${table} in share row exclusive mode`);
    await manager.query(`select setval(pg_get_serial_sequence($1, 'id'), greatest($2::bigint, ${LAST_ID}))`, [
      table,
      given,
    ]);
  });
}

function givenIds(file: Partial<CompanyFileDto>): [table: string, ids: number[]][] {
  const contacts = (file.clients ?? []).flatMap((client) => client.contacts ?? []);
  const lists: [CompanyTable, Entries][] = Object.entries(COMPANY_LISTS).map(([list, table]) => [
    table,
    file[list as keyof typeof COMPANY_LISTS],
  ]);
  return [...lists, [CONTACTS, contacts] as const].map(([{ name }, entries]) => [
    name,
    (entries ?? []).flatMap(({ id }) => id ?? []),
  ]);
}
