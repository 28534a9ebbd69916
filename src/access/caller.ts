import { type Permission } from './permissions';

/**
 * Who is calling: a person of a company, through a token. The first argument of every service and repository method,
 * because the company in it is the wall between tenants.
 */
export interface Caller {
  readonly companyId: number;
  readonly personId: number;
  readonly tokenId: number;
  readonly permissions: ReadonlySet<Permission>;
}
