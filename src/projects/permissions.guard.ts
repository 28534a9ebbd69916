import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type CallerRequest } from '../access/current-caller.decorator';
import { decide, type ProjectOwners } from './project.policy';
import { ProjectPermissionError } from './projects.errors';

/**
 * May the caller create the project in the body? Runs before validation, so it looks at unvalidated JSON: what does not
 * prove to be an id is left for validation to refuse.
 */
@Injectable()
export class PermissionsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { caller, body } = context.switchToHttp().getRequest<CallerRequest & { body: unknown }>();
    const owners = typeof body === 'object' && body !== null ? (body as ProjectOwners) : {};
    const decision = decide('create', caller.permissions, caller.personId, owners);
    if (decision.allowed === false) throw new ProjectPermissionError(decision.missing);
    return true;
  }
}
