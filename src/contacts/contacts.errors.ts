import { InvalidDataError } from '../http/api-error';

export class ContactOfProjectsError extends InvalidDataError {
  constructor() {
    super([{ field: 'client_id', message: 'can not change: projects of the client have this contact' }]);
  }
}
