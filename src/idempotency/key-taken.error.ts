/** The idempotency key of a write exists: the write must not happen again. Callers of the API never see this. */
export class KeyTakenError extends Error {
  constructor() {
    super('the idempotency key exists');
  }
}
