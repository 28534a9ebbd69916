import { Injectable } from '@nestjs/common';
import { inTurn } from '../database/loop-turns';
import { type Scope } from '../database/queries';
import { Log } from '../logging/log';
import { AuthenticationRepository } from './authentication.repository';
import { type Identity } from './caller';
import { tokenHash } from './token-secret';

/** A revoked token or a changed role is effective after this time at the latest, in milliseconds. */
const CACHE_TIME = 1_000;
/** Wrong tokens are remembered, too, so the memory needs a bound. */
const MAX_UNKNOWN = 10_000;
/** Tokens of one company. They take no place of another company, and neither do wrong ones. */
const MAX_OF_A_COMPANY = 1_000;

/** A valid token. Without an identity, its account has no person in the company asked for, or there is no such company. */
export interface Authenticated {
  readonly tokenId: number;
  readonly identity: Identity | undefined;
}

interface CacheEntry {
  readonly since: number;
  readonly authenticated: Promise<Authenticated | undefined>;
  isPending: boolean;
}

/** Who a token and a company stand for. Asked at most once a second for each pair, however many requests come. */
@Injectable()
export class AuthenticationService {
  private readonly unknown = new Map<string, CacheEntry>();
  /** By the slugs of companies that exist. */
  private readonly known = new Map<string, Map<string, CacheEntry>>();

  constructor(
    private readonly repository: AuthenticationRepository,
    private readonly log: Log,
  ) {}

  /** Undefined: the token is not valid. */
  async authenticate(
    token: string,
    companySlug: string | undefined,
    scope: Scope,
  ): Promise<Authenticated | undefined> {
    const hash = tokenHash(token);
    // PostgreSQL's text can't hold U+0000, and no slug has one.
    const slug = companySlug ?? '';
    const key = `${hash.toString('base64')}\0${slug}`;
    const now = performance.now();
    const ofCompany = this.known.get(slug);
    for (const cache of [ofCompany, this.unknown]) {
      const cached = cache?.get(key);
      if (cached !== undefined && now - cached.since < CACHE_TIME)
        return cached.isPending ? inTurn(cached.authenticated) : cached.authenticated;
    }

    const authenticated = this.look(hash, companySlug, scope);
    const entry = { since: now, authenticated, isPending: true };
    remember(this.unknown, MAX_UNKNOWN, key, entry);
    authenticated.then(
      (result) => {
        entry.isPending = false;
        if (result?.identity === undefined) return;
        this.unknown.delete(key);
        if (!this.known.has(slug)) this.known.set(slug, new Map());
        remember(this.known.get(slug)!, MAX_OF_A_COMPANY, key, entry);
      },
      // A failure is not a response: the next request asks again.
      () => this.unknown.delete(key),
    );
    return authenticated;
  }

  private async look(
    hash: Buffer,
    companySlug: string | undefined,
    scope: Scope,
  ): Promise<Authenticated | undefined> {
    const credentials = await this.repository.findCredentials(hash, companySlug, scope);
    if (credentials === undefined) return undefined;
    if (credentials.is_use_to_be_noted) {
      // No request waits for this, or fails because of it.
      this.repository.touchLastUsed(credentials.token_id).catch((error: unknown) => {
        this.log.warn(`the use of a token could not be noted: ${String(error)}`);
      });
    }
    const { company_id, person_id, token_id, permissions } = credentials;
    if (company_id === null || person_id === null) return { tokenId: token_id, identity: undefined };
    return {
      tokenId: token_id,
      identity: {
        companyId: company_id,
        personId: person_id,
        tokenId: token_id,
        permissions: new Set(permissions),
      },
    };
  }
}

function remember(cache: Map<string, CacheEntry>, size: number, key: string, entry: CacheEntry): void {
  cache.delete(key);
  // A Map iterates in the order of insertion: the first key is the oldest.
  if (cache.size >= size) cache.delete(cache.keys().next().value!);
  cache.set(key, entry);
}
