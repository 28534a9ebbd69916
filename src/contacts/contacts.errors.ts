import { InvalidDataError } from '../http/api-error';

export class UnknownClientError extends InvalidDataError {
  constructor() {
    super([{ field: 'client_id', message: 'is not a client of this company' }]);
  }
}

export class ContactOfProjectsError extends InvalidDataError {
  constructor() {
    super([{ field: 'client_id', message: 'can not change: projects of the client have this contact' }]);
  }
}
