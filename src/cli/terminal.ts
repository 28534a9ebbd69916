import { type Env } from '../config/env';

/** All that a command knows of the process that it runs in. */
export interface Terminal {
  /** The settings. They are read when a command needs them: help works with wrong ones, too. */
  env(): Env;
  /** Prints a line of the result. */
  out(line: string): void;
  /** Prints a line about the result, or what went wrong. */
  err(line: string): void;
  /** Shows this in place of what it showed before. Only on a terminal. */
  readonly status?: ((text: string) => void) | undefined;
}
