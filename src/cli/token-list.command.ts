import { type Command } from 'commander';
import { type ListedToken, listTokens } from '../auth/token-admin';
import { formatValue } from './format-change';
import { type Terminal } from './terminal';
import { withDatabase } from './with-database';

const COLUMNS: readonly (readonly [title: string, value: (token: ListedToken) => string])[] = [
  ['ID', ({ id }) => String(id)],
  ['TOKEN', ({ prefix }) => `${prefix}…`],
  ['STATE', ({ state }) => state],
  ['PERSON', ({ person_id, email }) => `${person_id} ${formatValue(email)}`],
  ['NAME', ({ name }) => (name === null ? '-' : formatValue(name))],
  ['CREATED', ({ created_at }) => instant(created_at)],
  ['EXPIRES', ({ expires_at }) => instant(expires_at)],
  ['LAST USED', ({ last_used_at }) => instant(last_used_at)],
];

export function addTokenList(token: Command, terminal: Terminal): void {
  token
    .command('list')
    .summary('list the tokens of the persons of a company')
    .description(
      'Lists the tokens of the persons of a company: their first characters, never the tokens themselves.',
    )
    .requiredOption('--company <slug>', 'company of the persons')
    .action(async ({ company }: { company: string }) => {
      const tokens = await withDatabase(terminal.env(), (dataSource) => listTokens(dataSource, company));
      if (tokens.length === 0) terminal.out('No tokens.');
      else for (const line of table(tokens)) terminal.out(line);
    });
}

function table(tokens: readonly ListedToken[]): string[] {
  const rows = [
    COLUMNS.map(([title]) => title),
    ...tokens.map((token) => COLUMNS.map(([, value]) => value(token))),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

function instant(value: Date | null): string {
  return value === null ? '-' : value.toISOString();
}
