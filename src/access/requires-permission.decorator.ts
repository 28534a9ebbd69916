import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { type Permission } from './permissions';

export const REQUIRED_PERMISSIONS = 'access:required-permissions';
export const REQUIRES_ALL = 'access:requires-all';

/**
 * Opens a route to callers whose role holds at least one of the permissions. The same declaration is what the guard
 * enforces and what the API documentation says.
 */
export const RequiresPermission = (...anyOf: [Permission, ...Permission[]]): MethodDecorator =>
  applyDecorators(SetMetadata(REQUIRED_PERMISSIONS, anyOf), ApiExtension('x-required-permissions', anyOf));

/** Opens a route to callers whose role holds all of the permissions. */
export const RequiresAllPermissions = (...allOf: [Permission, ...Permission[]]): MethodDecorator =>
  applyDecorators(
    SetMetadata(REQUIRED_PERMISSIONS, allOf),
    SetMetadata(REQUIRES_ALL, true),
    ApiExtension('x-required-permissions', allOf),
    ApiExtension('x-requires-all-permissions', true),
  );

/** Opens a route to every person of the company. */
export const RequiresNoPermission = (): MethodDecorator =>
  applyDecorators(SetMetadata(REQUIRED_PERMISSIONS, []), ApiExtension('x-required-permissions', []));
