import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { type Caller } from './caller';
import { type Permission } from './permissions';

export const REQUIRED_PERMISSIONS = 'access:required-permissions';
export const REQUIRES_ALL = 'access:requires-all';
export const REQUIRED_SUBJECT = 'access:required-subject';

/** A permission for what is one's own that has a second one for what is of others. */
export type PairedPermission = {
  [Key in Permission]: `${Key}_other` extends Permission ? Key : never;
}[Permission];

/** What decides between the permissions of a pair: a feature reads it from the body, and judges it by a pure policy. */
export interface Subject<Value> {
  /** The body is not validated yet. */
  readonly read: (body: unknown) => Value;
  /** Throws the 403 of a caller who lacks the permission of the pair that is needed. */
  readonly assertAllowed: (own: PairedPermission, caller: Caller, value: Value) => void;
}

export interface RequiredSubject {
  readonly own: PairedPermission;
  readonly subject: Subject<unknown>;
}

type AnyOf = [Permission, ...Permission[]];

/**
 * Opens a route to callers whose role holds at least one of the permissions, or, with a subject, the one of the pair that
 * the body asks for. The same declaration is what the guard enforces and what the API documentation says.
 */
export function RequiresPermission<Value>(
  own: PairedPermission,
  options: { readonly subject: Subject<Value> },
): MethodDecorator;
export function RequiresPermission(...anyOf: AnyOf): MethodDecorator;
export function RequiresPermission(
  first: Permission,
  ...others: readonly (Permission | { readonly subject: unknown })[]
): MethodDecorator {
  const [options] = others;
  if (typeof options !== 'object') return anyOf([first, ...(others as Permission[])]);
  const own = first as PairedPermission;
  return applyDecorators(
    anyOf([own, `${own}_other`]),
    SetMetadata(REQUIRED_SUBJECT, { own, subject: options.subject }),
  );
}

/** Opens a route to callers whose role holds all of the permissions. */
export const RequiresAllPermissions = (...allOf: AnyOf): MethodDecorator =>
  applyDecorators(
    anyOf(allOf),
    SetMetadata(REQUIRES_ALL, true),
    ApiExtension('x-requires-all-permissions', true),
  );

/** Opens a route to every person of the company. */
export const RequiresNoPermission = (): MethodDecorator => anyOf([]);

const anyOf = (permissions: readonly Permission[]): MethodDecorator =>
  applyDecorators(
    SetMetadata(REQUIRED_PERMISSIONS, permissions),
    ApiExtension('x-required-permissions', permissions),
  );
