import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { type Scope } from '../database/queries';
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

/** The slug names the company; a person who left (archived) is not found. */
const FIND_CREDENTIALS = statement<'hash' | 'slug'>(
  'find-credentials',
  `select tokens.id as token_id,
          tokens.last_used_at is null or tokens.last_used_at < now() - interval '1 minute' as is_use_to_be_noted,
          persons.company_id, persons.id as person_id, roles.permissions
     from tokens
     left join companies on companies.slug = :slug
     left join persons on persons.company_id = companies.id
                      and persons.account_id = tokens.account_id
                      and not persons.is_archived
     left join roles on roles.company_id = companies.id and roles.id = persons.role_id
    where tokens.hash = :hash
      and tokens.revoked_at is null
      and (tokens.expires_at is null or tokens.expires_at > now())`,
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
    const rows = await this.database
      .for(scope)
      .query<Credentials & object, 'hash' | 'slug'>(FIND_CREDENTIALS, { hash, slug: slug ?? null });
    return rows[0];
  }

  async touchLastUsed(tokenId: number): Promise<void> {
    await this.database.query(NOTE_USE, { token_id: tokenId });
  }
}
