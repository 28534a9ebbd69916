import { type Config } from 'jest';
import base from '../../jest.config';

/** What speaks to PostgreSQL: no specs of pure functions, of browsers, of clients, or of the embedded PostgreSQL. */
const config: Config = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.e2e-spec.ts'],
  testPathIgnorePatterns: [
    '/test/(embedded-postgres|clients-typescript)/',
    '/test/startup/embedded',
    '/test/database/tls',
  ],
};

export default config;
