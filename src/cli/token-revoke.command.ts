import { type Command, InvalidArgumentError } from 'commander';
import { revokeToken } from '../auth/token-admin';
import { type Terminal } from './terminal';
import { withDatabase } from './with-database';

export function addTokenRevoke(token: Command, terminal: Terminal): void {
  token
    .command('revoke')
    .summary('revoke a token')
    .description('Revokes a token for good. A running service refuses it within a second.')
    .argument('<id>', 'ID of the token, as `token list` shows it', idOf)
    .action(async (id: number) => {
      const isNew = await withDatabase(terminal.env(), (dataSource) => revokeToken(dataSource, id));
      terminal.out(isNew ? `Token ${id} is revoked.` : `Token ${id} was revoked before.`);
    });
}

function idOf(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be the ID of a token.');
}
