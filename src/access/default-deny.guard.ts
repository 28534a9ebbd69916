import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ForbiddenError } from '../http/api-error';
import { type CallerRequest } from './current-caller.decorator';
import { type Permission } from './permissions';
import { PUBLIC } from './public.decorator';
import { REQUIRED_PERMISSIONS } from './requires-permission.decorator';

/** Refuses every route that does not say who may call it, and callers who hold none of the permissions it names. */
@Injectable()
export class DefaultDenyGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [handler, context.getClass()])) return true;
    const anyOf = this.reflector.get<Permission[] | undefined>(REQUIRED_PERMISSIONS, handler);
    if (anyOf === undefined) throw new ForbiddenError('Nobody may call this: it names no permission.');
    const { caller } = context.switchToHttp().getRequest<CallerRequest>();
    if (anyOf.length === 0 || anyOf.some((permission) => caller.permissions.has(permission))) return true;
    throw new ForbiddenError(`You need the permission ${anyOf.join(' or ')}, which your role does not have.`);
  }
}
