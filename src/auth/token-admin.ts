import { type DataSource } from 'typeorm';
import { TokenRefusedError } from './token.errors';
import { newToken, tokenHash, tokenPrefix } from './token-secret';

export const MAX_TOKEN_NAME_LENGTH = 100;

export interface NewTokenOptions {
  readonly companySlug: string;
  /** The id or the e-mail address of a person of the company. */
  readonly person: number | string;
  readonly name?: string | undefined;
  readonly expiresInDays?: number | undefined;
  readonly expiresAt?: Date | undefined;
  /** The token itself, if it must be a certain one. */
  readonly token?: string | undefined;
}

export interface NewToken {
  readonly id: number;
  /** Known here and now only: the database keeps its hash. */
  readonly token: string;
  readonly expires_at: Date | null;
}

/** A token in a list. `person_id` is who its account is in the company. */
export interface ListedToken {
  readonly id: number;
  readonly prefix: string;
  readonly name: string | null;
  readonly person_id: number;
  readonly email: string;
  readonly state: 'active' | 'expired' | 'revoked';
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
}

/** Creates a token for the account of a person, which is that account in every company where it is a person. */
export async function createToken(dataSource: DataSource, options: NewTokenOptions): Promise<NewToken> {
  const companyId = await findCompany(dataSource, options.companySlug);
  const accountId = await findAccount(dataSource, companyId, options);
  const token = options.token ?? newToken();
  const created = await dataSource.query<{ id: number; expires_at: Date | null }[]>(
    // The database's clock says whether that is still to come.
    `insert into tokens (account_id, name, prefix, hash, expires_at)
     select $1, $2, $3, $4, wanted.expires_at
       from (select coalesce($5::timestamptz, now() + make_interval(days => $6::integer)) as expires_at) as wanted
      where wanted.expires_at is null or wanted.expires_at > now()
     on conflict (hash) do nothing
     returning id, expires_at`,
    [
      accountId,
      options.name ?? null,
      tokenPrefix(token),
      tokenHash(token),
      options.expiresAt ?? null,
      options.expiresInDays ?? null,
    ],
  );
  if (created[0] !== undefined) return { ...created[0], token };
  const isTaken = await dataSource.query<object[]>('select from tokens where hash = $1', [tokenHash(token)]);
  throw new TokenRefusedError(
    isTaken.length > 0 ? 'This token exists already.' : 'A token must expire in the future.',
  );
}

/** The tokens of all who are persons of the company, newest last. Never the tokens themselves, which are not stored. */
export async function listTokens(dataSource: DataSource, companySlug: string): Promise<ListedToken[]> {
  return dataSource.query<ListedToken[]>(
    `select tokens.id, tokens.prefix, tokens.name, persons.id as person_id, persons.email,
            case when tokens.revoked_at is not null then 'revoked'
                 when tokens.expires_at <= now() then 'expired'
                 else 'active' end as state,
            tokens.created_at, tokens.expires_at, tokens.last_used_at
       from persons
       join tokens on tokens.account_id = persons.account_id
      where persons.company_id = $1
      order by tokens.id`,
    [await findCompany(dataSource, companySlug)],
  );
}

/** Revokes a token; false: it was revoked before. A service that knows the token forgets it within a second. */
export async function revokeToken(dataSource: DataSource, id: number): Promise<boolean> {
  const [revoked] = await dataSource.query<[unknown[], number]>(
    'update tokens set revoked_at = now() where id = $1 and revoked_at is null returning id',
    [id],
  );
  if (revoked.length > 0) return true;
  const known = await dataSource.query<object[]>('select from tokens where id = $1', [id]);
  if (known.length === 0) throw new TokenRefusedError(`There is no token with the id ${id}.`);
  return false;
}

async function findCompany(dataSource: DataSource, slug: string): Promise<number> {
  const rows = await dataSource.query<{ id: number }[]>('select id from companies where slug = $1', [slug]);
  if (rows[0] === undefined) throw new TokenRefusedError(`There is no company ${slug}.`);
  return rows[0].id;
}

async function findAccount(
  dataSource: DataSource,
  companyId: number,
  { person, companySlug }: NewTokenOptions,
): Promise<number> {
  const [id, email] = typeof person === 'number' ? [person, null] : [null, person.toLowerCase()];
  const rows = await dataSource.query<{ account_id: number; is_archived: boolean }[]>(
    `select persons.account_id, persons.is_archived
       from persons join accounts on accounts.id = persons.account_id
      where persons.company_id = $1 and (persons.id = $2::bigint or accounts.email = $3::text)`,
    [companyId, id, email],
  );
  if (rows[0] === undefined)
    throw new TokenRefusedError(`The company ${companySlug} has no person ${person}.`);
  if (rows[0].is_archived) {
    throw new TokenRefusedError(
      `The person ${person} of ${companySlug} is archived: a token would not work.`,
    );
  }
  return rows[0].account_id;
}
