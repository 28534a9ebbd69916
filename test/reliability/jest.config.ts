import { type Config } from 'jest';
import base from '../../jest.config';

/** The long form of the tests beside this file, one after the other: some minutes on two cores. */
const config: Config = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/reliability'],
  testMatch: ['**/*.e2e-spec.ts', '**/*.proxied.ts'],
  globals: { isLong: true },
  maxWorkers: 1,
  testTimeout: 1_800_000,
};

export default config;
