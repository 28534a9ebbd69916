import { type DataSource, type EntityManager } from 'typeorm';
import { tokenHash, tokenPrefix } from '../auth/token-secret';
import { applyCompany } from '../company-file/apply-company';
import { type Env } from '../config/env';
import { StartupError } from '../embedded-postgres/startup-error';
import { DEMO_COMPANY, DEMO_PERSON_ID, DEMO_SLUG } from './demo-company';
import { demoTokenPlace, keptDemoToken, type KeptToken } from './demo-token-file';

/** What a caller needs to look around in the demo company. */
export interface DemoAccess {
  readonly company: string;
  /** A shell expression that stands for the token where the service was started. */
  readonly tokenExpression: string;
  /** The token where it was made now, and always where it is kept: a secret is printed once. */
  readonly shownToken: string;
}

/** The name of the demo token among others of the same account, which stay as they are. */
const TOKEN_NAME = 'Demo token, made at start';

/**
 * Makes sure that there is a demo company and a token for its administrator. A company that exists stays as its users
 * left it; if they removed the administrator, there is no demo any more.
 */
export async function ensureDemo(
  dataSource: DataSource,
  env: Pick<Env, 'demoToken' | 'dataDir'>,
): Promise<DemoAccess | undefined> {
  const companies = await dataSource.query<object[]>('select from companies where slug = $1', [DEMO_SLUG]);
  if (companies.length === 0) await applyCompany(dataSource, DEMO_COMPANY);
  return dataSource.transaction(async (manager) => {
    const accountId = await holdAccount(manager);
    if (accountId === undefined) return undefined;
    const { token, isNew }: KeptToken =
      env.demoToken === undefined
        ? await keptDemoToken(env.dataDir, (kept) => isUsable(manager, accountId, kept))
        : { token: env.demoToken, isNew: false };
    await makeValid(manager, accountId, token);
    const { place, expression } = demoTokenPlace(env);
    return {
      company: DEMO_SLUG,
      tokenExpression: expression,
      shownToken: isNew ? `${token} (${place})` : place,
    };
  });
}

/** The administrator's account, held until the end: services that start at the same moment take turns. */
async function holdAccount(manager: EntityManager): Promise<number | undefined> {
  const companies = await manager.query<{ id: number }[]>(
    'select id from companies where slug = $1 for no key update',
    [DEMO_SLUG],
  );
  const persons = await manager.query<{ account_id: number }[]>(
    'select account_id from persons where company_id = $1 and id = $2',
    [companies[0]?.id, DEMO_PERSON_ID],
  );
  return persons[0]?.account_id;
}

/** False for a kept token that was revoked as such or belongs to another account: a new one has to take its place. */
async function isUsable(manager: EntityManager, accountId: number, token: string): Promise<boolean> {
  const known = await manager.query<{ is_usable: boolean }[]>(
    'select account_id = $2 and revoked_at is null as is_usable from tokens where hash = $1',
    [tokenHash(token), accountId],
  );
  return known[0]?.is_usable ?? true;
}

/** The operator wants the token of the settings, so it works again even if it was revoked before. */
async function makeValid(manager: EntityManager, accountId: number, token: string): Promise<void> {
  const hash = tokenHash(token);
  await manager.query(
    'update tokens set revoked_at = now() where account_id = $1 and name = $2 and hash <> $3 and revoked_at is null',
    [accountId, TOKEN_NAME, hash],
  );
  const made = await manager.query<{ id: number }[]>(
    `insert into tokens (account_id, name, prefix, hash) values ($1, $2, $3, $4)
     on conflict (hash) do update set revoked_at = null, expires_at = null where tokens.account_id = $1
     returning id`,
    [accountId, TOKEN_NAME, tokenPrefix(token), hash],
  );
  if (made.length === 0)
    throw new StartupError('DEMO_TOKEN is the token of another account. Set it to another one.');
}
