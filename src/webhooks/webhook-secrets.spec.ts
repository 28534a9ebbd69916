import { randomBytes } from 'node:crypto';
import { newSecret, WebhookSecrets } from './webhook-secrets';

const webhookKey = randomBytes(32).toString('base64');
const secrets = new WebhookSecrets({ webhookKey });

describe('WebhookSecrets', () => {
  it('decrypts what it encrypted for the same company only', () => {
    const secret = newSecret();
    const stored = secrets.encrypt(1, secret);
    expect(secrets.decrypt(1, stored)).toBe(secret);
    expect(secrets.decrypt(2, stored)).toBeUndefined();
    expect(stored.includes(Buffer.from(secret, 'latin1'))).toBe(false);
  });

  it('never encrypts alike, and decrypts nothing that was changed or cut', () => {
    const [one, other] = [secrets.encrypt(1, 'whsec_x'), secrets.encrypt(1, 'whsec_x')];
    expect(one.equals(other)).toBe(false);
    for (let at = 0; at < one.length; at++) {
      const changed = Buffer.from(one);
      changed[at]! ^= 1;
      expect(secrets.decrypt(1, changed)).toBeUndefined();
      expect(secrets.decrypt(1, one.subarray(0, at))).toBeUndefined();
    }
  });

  it('decrypts nothing of another key, whose origin differs, as does that of a copy of the key file', () => {
    const other = new WebhookSecrets({ webhookKey: randomBytes(32).toString('base64') });
    expect(other.decrypt(1, secrets.encrypt(1, 'whsec_x'))).toBeUndefined();
    const copy = new WebhookSecrets({ webhookKey, webhookKeyFile: '2' });
    expect(copy.decrypt(1, secrets.encrypt(1, 'whsec_x'))).toBe('whsec_x');
    expect(new Set([secrets, other, copy].map(({ origin }) => origin)).size).toBe(3);
  });

  it('have an origin without the server if the tables are distributed, but with the key', () => {
    const distributed = [webhookKey, randomBytes(32).toString('base64')].map(
      (key) => new WebhookSecrets({ webhookKey: key, databaseDistributed: true }).origin,
    );
    expect(distributed).toEqual([
      expect.stringMatching(/^'[0-9a-f]{32}'$/),
      expect.stringMatching(/^'[0-9a-f]{32}'$/),
    ]);
    expect(distributed[0]).not.toBe(distributed[1]);
  });
});
