import { type Permission } from '../auth/permissions';
import { ForbiddenError } from '../http/api-error';

export class ProjectPermissionError extends ForbiddenError {
  constructor(missing: Permission) {
    const whose = missing.endsWith('_other')
      ? 'you are neither its PM (pm_id) nor its Account (account_id)'
      : 'you are its PM (pm_id) or its Account (account_id)';
    super(`You need the permission ${missing}, which your role does not have: ${whose}.`);
  }
}

export class JobOrderPermissionError extends ForbiddenError {
  constructor() {
    super('You need the permission pipeline.job_order, which your role does not have, to change job_order.');
  }
}
