import { type Command, InvalidArgumentError } from 'commander';
import { createToken, MAX_TOKEN_NAME_LENGTH } from '../auth/token-admin';
import { isCalendarDate } from '../fields/rules';
import { type Terminal } from './terminal';
import { withDatabase } from './with-database';

interface Options {
  readonly company: string;
  readonly person: number | string;
  readonly name?: string;
  readonly expires?: Expiry;
}

type Expiry = { readonly expiresInDays: number } | { readonly expiresAt: Date };

const MAX_DAYS = 36_500;
const DAY = 24 * 60 * 60 * 1000;

export function addTokenCreate(token: Command, terminal: Terminal): void {
  token
    .command('create')
    .summary('create a personal access token')
    .description(
      'Creates a personal access token and prints it: it is shown this once, and only its hash is stored.',
    )
    .requiredOption('--company <slug>', 'company of the person')
    .requiredOption('--person <id|e-mail>', 'person that the token stands for', personOf)
    .option('--name <name>', 'what the token is for', nameOf)
    .option(
      '--expires <90d|date>',
      'after so many days, or after the end of a day (UTC); never by default',
      expiryOf,
    )
    .action(async ({ company, person, name, expires }: Options) => {
      const created = await withDatabase(terminal.env(), (dataSource) =>
        createToken(dataSource, { companySlug: company, person, name, ...expires }),
      );
      // Only the token goes to the output, so that a script can take it from there.
      terminal.out(created.token);
      const until =
        created.expires_at === null
          ? 'It does not expire.'
          : `It expires at ${created.expires_at.toISOString()}.`;
      terminal.err(`Token ${created.id} for ${person} of ${company}. ${until} It is not shown again.`);
    });
}

function personOf(text: string): number | string {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return text;
  throw new InvalidArgumentError('It must be the ID or the e-mail address of a person.');
}

function nameOf(text: string): string {
  if (text.trim() !== '' && text.length <= MAX_TOKEN_NAME_LENGTH) return text;
  throw new InvalidArgumentError(`It must have 1 to ${MAX_TOKEN_NAME_LENGTH} characters.`);
}

export function expiryOf(text: string): Expiry {
  const days = Number(/^(\d{1,5})d$/.exec(text)?.[1]);
  if (days >= 1 && days <= MAX_DAYS) return { expiresInDays: days };
  if (isCalendarDate(text)) return { expiresAt: new Date(Date.parse(`${text}T00:00:00Z`) + DAY) };
  throw new InvalidArgumentError(`It must be 1d to ${MAX_DAYS}d, or a date in the format YYYY-MM-DD.`);
}
