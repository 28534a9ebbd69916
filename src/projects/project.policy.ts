import { type Caller } from '../auth/caller';
import { type Permission } from '../auth/permissions';
import { type PairedPermission, type Subject } from '../auth/requires-permission.decorator';
import { idRule } from '../fields/rules';
import { ProjectPermissionError } from './projects.errors';

/** The two persons who own a project, as a body or a row names them. */
export interface ProjectOwners {
  readonly pm_id?: unknown;
  readonly account_id?: unknown;
}

export type Decision =
  | { readonly allowed: true }
  /** The body does not say clearly whose project it is, and the response depends on that: validation will refuse it. */
  | { readonly allowed: 'undecided' }
  | { readonly allowed: false; readonly missing: Permission };

const ALLOWED: Decision = { allowed: true };
const UNDECIDED: Decision = { allowed: 'undecided' };

/**
 * May a person do this to a project? Own (one is its PM or its Account) needs the permission itself, not own needs the
 * `_other` of its pair; neither includes the other. Values that are no ids prove nothing.
 */
export function decide(
  own: PairedPermission,
  permissions: ReadonlySet<Permission>,
  personId: number,
  owners: ProjectOwners,
): Decision {
  const other: Permission = `${own}_other`;
  if (permissions.has(own) && permissions.has(other)) return ALLOWED;
  if (!permissions.has(own) && !permissions.has(other)) {
    return { allowed: false, missing: isOwn(personId, owners) === false ? other : own };
  }
  const isOwnProject = isOwn(personId, owners);
  if (isOwnProject === undefined) return UNDECIDED;
  const needed = isOwnProject ? own : other;
  return permissions.has(needed) ? ALLOWED : { allowed: false, missing: needed };
}

/** Undefined: unknown. A missing Account is no person, but a PM is required, so a missing one proves nothing. */
function isOwn(personId: number, owners: ProjectOwners): boolean | undefined {
  const { pm_id: pm, account_id: account } = owners;
  if (pm === personId || account === personId) return true;
  const isPmKnown = idRule(pm) === undefined;
  const isAccountKnown = account === undefined || account === null || idRule(account) === undefined;
  return isPmKnown && isAccountKnown ? false : undefined;
}

/** Whose project a body is that is not validated yet. */
export function ownersOf(body: unknown): ProjectOwners {
  return typeof body === 'object' && body !== null ? body : {};
}

/** Throws the 403 of a caller who may not do this to the project. */
export function assertAllowed(
  own: PairedPermission,
  { permissions, personId, exercised }: Caller,
  { pm_id, account_id }: ProjectOwners,
): void {
  const decision = decide(own, permissions, personId, { pm_id, account_id });
  if (decision.allowed === false) throw new ProjectPermissionError(decision.missing);
  exercised?.add(isOwn(personId, { pm_id, account_id }) ? own : `${own}_other`);
}

/** The subject of `@RequiresPermission` for a project in the body. */
export const projectOwners: Subject<ProjectOwners> = { read: ownersOf, assertAllowed };
