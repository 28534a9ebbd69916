import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ForbiddenError } from '../http/api-error';
import { type BodyRequest } from '../http/json-body';
import { readBody } from '../http/read-body';
import { type Caller } from './caller';
import { type CallerRequest } from './current-caller.decorator';
import { type Permission } from './permissions';
import { PUBLIC } from './public.decorator';
import {
  REQUIRED_PERMISSIONS,
  REQUIRED_SUBJECT,
  REQUIRES_ALL,
  type RequiredSubject,
} from './requires-permission.decorator';

/**
 * The one guard of permissions. It refuses a route that declares none, a caller whose role lacks those of the route, and,
 * where the route names a subject, a caller whose role lacks the one for the body: a project is judged by its `pm_id` and
 * `account_id`. Permissions that depend on a stored row are judged by the service, by the same policy.
 */
@Injectable()
export class PermissionsGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const handler = context.getHandler();
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [handler, context.getClass()])) return true;
    const needed = this.reflector.get<readonly Permission[] | undefined>(REQUIRED_PERMISSIONS, handler);
    if (needed === undefined)
      throw new ForbiddenError('This operation is closed: it declares no permission.');
    const request = context.switchToHttp().getRequest<CallerRequest & BodyRequest>();
    const needsAll = this.reflector.get<boolean | undefined>(REQUIRES_ALL, handler) === true;
    assertHolds(request.caller, needed, needsAll);
    const required = this.reflector.get<RequiredSubject | undefined>(REQUIRED_SUBJECT, handler);
    if (required === undefined) return true;
    // Nothing of a body is read for a caller who can't call the route whatever is in it.
    return this.judgeBody(context, request, required);
  }

  private async judgeBody(
    context: ExecutionContext,
    request: CallerRequest & BodyRequest,
    { own, subject }: RequiredSubject,
  ): Promise<boolean> {
    await readBody(context);
    subject.assertAllowed(own, request.caller, subject.read(request.body));
    return true;
  }
}

function assertHolds({ permissions }: Caller, needed: readonly Permission[], needsAll: boolean): void {
  const missing = needed.filter((permission) => !permissions.has(permission));
  if (missing.length === 0 || (!needsAll && missing.length < needed.length)) return;
  const what = needsAll && missing.length > 1 ? 'permissions' : 'permission';
  const which = missing.join(needsAll ? ' and ' : ' or ');
  throw new ForbiddenError(`You need the ${what} ${which}, which your role does not have.`);
}
