import { type Permission } from '../auth/permissions';
import { ConflictError, ForbiddenError, InvalidDataError, ServiceUnavailableError } from '../http/api-error';

/** The operator has not set them up: no second attempt helps. */
export class WebhooksUnavailableError extends ServiceUnavailableError {
  override readonly headers = { 'Retry-After': '3600' };

  constructor() {
    super('This service has no webhooks: its operator has to set WEBHOOK_KEY.');
  }
}

export class WebhookPermissionError extends ForbiddenError {
  constructor(missing: Permission) {
    super(
      `You need the permission ${missing} for the types of this endpoint, which your role does not have.`,
    );
  }
}

export class TooManyEndpointsError extends ConflictError {
  constructor(max: number) {
    super(`A company has at most ${max} webhook endpoints. Delete one first.`);
  }
}

export class EndpointDisabledError extends ConflictError {
  constructor() {
    super('The webhook endpoint is disabled. Enable it first, with PATCH and is_enabled.');
  }
}

export class LostSecretError extends InvalidDataError {
  constructor() {
    super([
      {
        field: 'is_enabled',
        message:
          'can not be true: the secret was encrypted with another WEBHOOK_KEY. Make a new one with POST …:rotate-secret first',
      },
    ]);
  }
}
