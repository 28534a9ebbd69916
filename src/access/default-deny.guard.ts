import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ForbiddenError } from '../http/api-error';
import { type CallerRequest } from './current-caller.decorator';
import { type Permission } from './permissions';
import { PUBLIC } from './public.decorator';
import { REQUIRED_PERMISSIONS, REQUIRES_ALL } from './requires-permission.decorator';

/** Refuses every route that does not say who may call it, and callers who lack the permissions that it names. */
@Injectable()
export class DefaultDenyGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [handler, context.getClass()])) return true;
    const needed = this.reflector.get<Permission[] | undefined>(REQUIRED_PERMISSIONS, handler);
    if (needed === undefined)
      throw new ForbiddenError('This operation is closed: it declares no permission.');
    const { caller } = context.switchToHttp().getRequest<CallerRequest>();
    const missing = needed.filter((permission) => !caller.permissions.has(permission));
    if (missing.length === 0) return true;
    if (this.reflector.get<boolean | undefined>(REQUIRES_ALL, handler)) {
      const what = missing.length === 1 ? 'permission' : 'permissions';
      throw new ForbiddenError(
        `You need the ${what} ${missing.join(' and ')}, which your role does not have.`,
      );
    }
    if (missing.length < needed.length) return true;
    throw new ForbiddenError(
      `You need the permission ${needed.join(' or ')}, which your role does not have.`,
    );
  }
}
