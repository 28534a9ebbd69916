import { type Permission } from '../access/permissions';
import { ForbiddenError, InvalidDataError, NotFoundError } from '../http/api-error';

export class ProjectNotFoundError extends NotFoundError {
  constructor(id: number) {
    super(`There is no project ${id} in this company.`);
  }
}

export class JobOrderTakenError extends InvalidDataError {
  constructor() {
    super([{ field: 'job_order', message: JOB_ORDER_TAKEN }]);
  }
}

export class ProjectPermissionError extends ForbiddenError {
  constructor(missing: Permission) {
    const whose = missing.endsWith('_other')
      ? 'you are neither its PM (pm_id) nor its Account (account_id)'
      : 'you are its PM (pm_id) or its Account (account_id)';
    super(`You need the permission ${missing}, which your role does not have: ${whose}.`);
  }
}

export const JOB_ORDER_TAKEN = 'is the job order of another project, and this company wants each only once';
