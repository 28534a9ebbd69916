import { type CompanyFileDto } from './company-file.dto';
import { personsTable } from './company-tables';
import { type CompanyWork } from './company-work';
import { type PersonEntryDto } from './dto/person-entry.dto';
import { type Outcome, reconcile, wantedRows } from './reconcile';

/** `fileRoles`: the names of the roles of the file, which may not be stored if something is wrong with the file. */
export async function applyPersons(
  work: CompanyWork,
  { persons }: Partial<CompanyFileDto>,
  fileRoles: readonly string[],
): Promise<Outcome[]> {
  if (!persons?.length) return [];
  const roles = await work.companyQuery<{ id: number; name: string }>(
    'select id, name from roles where company_id = $1 order by id',
  );
  const roleIds = new Map(roles.map(({ id, name }) => [name, id]));
  const names = new Map(roles.map(({ id, name }) => [id, name]));
  const known = new Set([...roleIds.keys(), ...fileRoles]);
  for (const [index, { role }] of persons.entries()) {
    if (known.has(role)) continue;
    const choices = known.size === 0 ? 'there is none' : [...known].join(', ');
    work.fail({ field: `persons[${index}].role`, message: `must be the name of a role: ${choices}` });
  }
  const accountIds = await findOrCreateAccounts(work, persons);
  const table = personsTable((id) => names.get(id));
  const wanted = wantedRows(table, 'persons', persons, (entry) => ({
    role_id: roleIds.get(entry.role),
    account_id: accountIds.get(accountEmail(entry)),
  }));
  return reconcile(work, table, wanted);
}

function accountEmail({ email }: PersonEntryDto): string {
  return email.toLowerCase();
}

/** The account of each e-mail address, whatever its case: accounts are global, a person is one of them in a company. */
async function findOrCreateAccounts(
  work: CompanyWork,
  persons: readonly PersonEntryDto[],
): Promise<Map<string, number>> {
  // Sorted, so that two files with the same addresses wait for each other in one direction only.
  const emails = [...new Set(persons.map(accountEmail))].sort();
  const find = async (): Promise<Map<string, number>> => {
    const rows = await work.query<{ id: number; email: string }>(
      'select id, email from accounts where email = any($1::text[])',
      [emails],
    );
    return new Map(rows.map(({ id, email }) => [email, id]));
  };
  const found = await find();
  const missing = emails.filter((email) => !found.has(email));
  if (missing.length === 0 || !work.mayWrite) return found;
  await (work.isDryRun
    ? work.query(
        `insert into accounts (id, email) select * from unnest($1::bigint[], $2::text[])
         on conflict (email) do nothing`,
        [missing.map(() => work.newId(undefined)), missing],
      )
    : work.query('insert into accounts (email) select unnest($1::text[]) on conflict (email) do nothing', [
        missing,
      ]));
  return find();
}
