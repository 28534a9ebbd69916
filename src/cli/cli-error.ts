import { fileProblem } from '../config/file-problem';

/** A command that can't do what it was asked, for reasons that the operator can act on: one a line. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, { exitCode = 1, ...options }: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}

export const unreadable = (path: string, cause: unknown): CliError =>
  new CliError(`${path} can not be read: ${fileProblem(cause)}`, { cause });

export const unwritable = (path: string, cause: unknown): CliError =>
  new CliError(`${path} can not be written: ${fileProblem(cause)}`, { cause });
