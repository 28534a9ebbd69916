import { ConflictError } from '../http/api-error';

export class AlreadyWhitelistedError extends ConflictError {
  constructor() {
    super('This person is on the whitelist of this project already.');
  }
}
