import { StartupError } from '../embedded-postgres/startup-error';

/** Ends the process with code 1: in one line if the operator can act on it, with the stack if it is our mistake. */
export function failStart(error: unknown): never {
  const text =
    error instanceof StartupError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
