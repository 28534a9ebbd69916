/** A command that can't do what it was asked, for reasons that the operator can act on: one a line. */
export class CliError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
  }
}
