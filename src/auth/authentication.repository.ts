import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { type Queries, type Scope } from '../database/queries';
import { statement } from '../database/statement';
import { type Permission } from './permissions';

/** A valid token, and the person that its account is in the company asked for, if any. */
export interface Credentials {
  readonly token_id: number;
  readonly is_use_to_be_noted: boolean;
  readonly company_id: number | null;
  readonly person_id: number | null;
  readonly permissions: Permission[] | null;
}

/** A valid token, and the company that the slug names. */
const TOKEN = `
  select tokens.id as token_id,
         tokens.last_used_at is null or tokens.last_used_at < now() - interval '1 minute' as is_use_to_be_noted,
         tokens.account_id, companies.id as company_id
    from tokens left join companies on companies.slug = :slug
   where tokens.hash = :hash
     and tokens.revoked_at is null
     and (tokens.expires_at is null or tokens.expires_at > now())`;

/** The person that an account is in a company; one who left (archived) is not found. */
const person = (company: string, account: string): string => `
  select persons.company_id, persons.id as person_id, roles.permissions
    from persons left join roles on roles.company_id = ${company} and roles.id = persons.role_id
   where persons.company_id = ${company} and persons.account_id = ${account} and not persons.is_archived`;

const FIND_CREDENTIALS = statement<'hash' | 'slug'>(
  'find-credentials',
  `select token.token_id, token.is_use_to_be_noted, person.company_id, person.person_id, person.permissions
     from (${TOKEN}) as token left join lateral (${person('token.company_id', 'token.account_id')}) as person on true`,
);

/** The same in two, for tables that are distributed: only who knows the company knows the node. */
const FIND_TOKEN = statement<'hash' | 'slug'>('find-token', TOKEN);
const FIND_PERSON = statement<'company_id' | 'account_id'>(
  'find-person',
  person(':company_id', ':account_id'),
);

const NOTE_USE = statement<'token_id'>(
  'note-token-use',
  'update tokens set last_used_at = now() where id = :token_id',
);

@Injectable()
export class AuthenticationRepository {
  constructor(private readonly database: Database) {}

  async findCredentials(
    hash: Buffer,
    slug: string | undefined,
    scope: Scope,
  ): Promise<Credentials | undefined> {
    const queries = this.database.for(scope);
    const values = { hash, slug: slug ?? null };
    if (this.database.isDistributed) return findInTwo(queries, values);
    const rows = await queries.query<Credentials & object, 'hash' | 'slug'>(FIND_CREDENTIALS, values);
    return rows[0];
  }

  async touchLastUsed(tokenId: number): Promise<void> {
    await this.database.query(NOTE_USE, { token_id: tokenId });
  }
}

type Token = Pick<Credentials, 'token_id' | 'is_use_to_be_noted' | 'company_id'> & {
  readonly account_id: number;
};

async function findInTwo(
  queries: Queries,
  values: { readonly hash: Buffer; readonly slug: string | null },
): Promise<Credentials | undefined> {
  const [token] = await queries.query<Token, 'hash' | 'slug'>(FIND_TOKEN, values);
  if (token === undefined) return undefined;
  const { token_id, is_use_to_be_noted, company_id, account_id } = token;
  const [person] =
    company_id === null
      ? []
      : await queries.query<Omit<Credentials, keyof Token>, 'company_id' | 'account_id'>(FIND_PERSON, {
          company_id,
          account_id,
        });
  return { token_id, is_use_to_be_noted, company_id: null, person_id: null, permissions: null, ...person };
}
