import { type Failure } from '../fields/failure';
import { BUSINESS_UNITS, CLIENTS, type CompanyTable, CONTACTS } from './company-tables';
import { planRows, type StoredRow } from './plan-rows';

const row = (id: number, values: object, is_deleted = false): StoredRow => ({ id, is_deleted, ...values });

/** What each wanted row becomes: "create", "update <id>: <columns>", or the message of its failure. */
function plan(
  table: CompanyTable,
  stored: readonly StoredRow[],
  ...wanted: readonly (Record<string, unknown> & { id?: number })[]
): string[] {
  const failures: Failure[] = [];
  const rows = wanted.map(({ id, ...values }, index) => ({ path: String(index), id, values }));
  return planRows(table, stored, rows, (failure) => failures.push(failure)).map((planned, index) => {
    if (planned === undefined) return failures.find(({ field }) => field === `${index}.id`)!.message;
    const { stored: match, changed } = planned;
    return match === undefined ? 'create' : `update ${match.id}: ${changed.join(', ')}`;
  });
}

describe('planRows', () => {
  const units = [row(1, { name: 'Milan' }), row(2, { name: 'Rome' })];
  const clients = [
    row(1, { corporate_name: 'Globex', acronym: 'G' }),
    row(2, { corporate_name: 'Twin', acronym: 'A' }),
    row(3, { corporate_name: 'Twin', acronym: 'B' }),
    row(4, { corporate_name: 'Gone', acronym: 'G' }, true),
  ];
  const contacts = [row(1, { client_id: 1, email: 'Ada@a.example', name: 'Ada', surname: 'B', role: null })];

  it('finds rows by name or id, and creates the others', () => {
    expect(plan(BUSINESS_UNITS, units, { name: 'Rome' }, { id: 1, name: 'Turin' }, { name: 'Bari' })).toEqual(
      ['update 2: ', 'update 1: name', 'create'],
    );
  });

  it('leaves columns alone that the file does not name', () => {
    expect(plan(CLIENTS, clients, { corporate_name: 'Globex', acronym: undefined })).toEqual(['update 1: ']);
  });

  it('asks for the id where a name fits several rows, and takes it', () => {
    const twins = { corporate_name: 'Twin', acronym: 'A' };
    expect(plan(CLIENTS, clients, twins)).toEqual(['is required: the corporate_name fits the ids 2 and 3']);
    expect(plan(CLIENTS, clients, { id: 3, ...twins })).toEqual(['update 3: acronym']);
    // The one that another entry names by its id is not meant by the name.
    expect(plan(CLIENTS, clients, { id: 3, ...twins, corporate_name: 'Other' }, twins)).toEqual([
      'update 3: corporate_name, acronym',
      'update 2: ',
    ]);
  });

  it('refuses ids that do not fit', () => {
    expect(plan(BUSINESS_UNITS, units, { id: 9, name: 'Rome' }, { id: 1, name: 'Rome' })).toEqual([
      'does not fit: the business unit with this name has the id 2',
      'does not fit: the name is that of the business unit with the id 2',
    ]);
    expect(plan(CLIENTS, clients, { id: 4, corporate_name: 'Gone' })).toEqual([
      'is the id of a deleted client',
    ]);
  });

  it('lets clients share a name where the file says so by ids', () => {
    expect(plan(CLIENTS, clients, { id: 1, corporate_name: 'Twin', acronym: 'G' })).toEqual([
      'update 1: corporate_name',
    ]);
    expect(
      plan(
        CLIENTS,
        clients,
        { id: 1, corporate_name: 'Globex', acronym: 'G' },
        { id: 9, corporate_name: 'Globex' },
      ),
    ).toEqual(['update 1: ', 'create']);
  });

  it('identifies contacts by their client, and their e-mail addresses in any case', () => {
    const ada = { email: 'ada@A.example', name: 'Ada', surname: 'B', role: null };
    expect(plan(CONTACTS, contacts, { ...ada, client_id: 1 })).toEqual(['update 1: email']);
    expect(plan(CONTACTS, contacts, { ...ada, client_id: 2 })).toEqual(['create']);
    expect(plan(CONTACTS, contacts, { ...ada, client_id: 2, id: 1 })).toEqual([
      'is the id of a contact of another client: 1',
    ]);
  });
});
