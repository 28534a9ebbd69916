/** Why a token was not created or revoked. The message is one line for the operator. */
export class TokenRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TokenRefusedError';
  }
}
