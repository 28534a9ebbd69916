import { type Permission } from '../auth/permissions';
import { ForbiddenError } from '../http/api-error';

/** A caller can give only permissions that the caller has. */
export class RolePermissionError extends ForbiddenError {
  constructor(role: string, missing: readonly Permission[]) {
    const permissions = missing.length === 1 ? 'permission' : 'permissions';
    super(
      `You need the ${permissions} ${missing.join(', ')}, which your role does not have, to give the role ${role}.`,
    );
  }
}
