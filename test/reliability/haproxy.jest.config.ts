import { type Config } from 'jest';
import base from '../../jest.config';

/** The short form of what needs HAProxy, which is a package of Debian: `npm test` does without. */
const config: Config = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/reliability'],
  testMatch: ['**/*.proxied.ts'],
};

export default config;
