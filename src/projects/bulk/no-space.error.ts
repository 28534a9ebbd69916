import { ServiceUnavailableError } from '../../http/api-error';

/** Which limit does not allow more, and how many bytes it is. */
interface Limit {
  readonly of: 'a company' | 'all companies';
  readonly limit: number;
}

/** The disk, or the part of it that imports may fill, has no space for more of a file. */
export class NoSpaceError extends ServiceUnavailableError {
  constructor(limit?: Limit) {
    const reason = limit && ` The imports of ${limit.of} may hold ${megabytes(limit.limit)} at once.`;
    super(
      `The service has no disk space left for this import.${reason ?? ''} ` +
        'Try again when other imports have ended, or send a smaller file.',
    );
  }
}

/** Not rounded up: so many fit. */
export const megabytes = (bytes: number): string => `${Math.floor(bytes / 1024 ** 2)} MB`;
