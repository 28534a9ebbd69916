import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePassword, readPassword } from './password';

describe('the password of the database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'projects-api-password-'));
  const file = join(folder, 'postgres.password');

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is made once and kept', () => {
    expect(readPassword(file)).toBeUndefined();
    const password = ensurePassword(file);
    expect(password).toMatch(/^[0-9a-f]{48}$/);
    expect([ensurePassword(file), readPassword(file)]).toEqual([password, password]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['postgres.password']);
  });

  it('is made anew where a power cut has left an empty file', () => {
    writeFileSync(file, '\n');
    expect(readPassword(file)).toBeUndefined();
    expect(ensurePassword(file)).toBe(readPassword(file));
    expect(readdirSync(folder)).toEqual(['postgres.password']);
  });
});
