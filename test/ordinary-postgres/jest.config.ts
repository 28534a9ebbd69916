import { type Config } from 'jest';
import base from '../../jest.config';

/**
 * What speaks to PostgreSQL: no specs of pure functions, of browsers, of clients, of what HTTP alone decides, or of the
 * embedded PostgreSQL.
 */
const config: Config = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.e2e-spec.ts'],
  testPathIgnorePatterns: [
    '/test/(embedded-postgres|clients-typescript)/',
    '/test/(startup|reliability)/embedded',
    '/test/database/tls',
    // Minutes of load, which is that of `npm test` on any server.
    '/test/reliability/races',
    '/test/http/(connections|cors|prototypes|refused-early|slow-bodies|slow-readers|spellings|stalled-readers)',
    '/test/cli/process',
  ],
};

export default config;
