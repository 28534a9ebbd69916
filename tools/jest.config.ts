import { type Config } from 'jest';
import base from '../jest.config';

/** Tools that we did not write: their versions are those of package.json beside this file. */
const config: Config = {
  ...base,
  rootDir: '..',
  roots: ['<rootDir>/tools'],
  modulePathIgnorePatterns: ['<rootDir>/tools/node_modules', '<rootDir>/tools/programs'],
  maxWorkers: 2,
  testTimeout: 120_000,
};

export default config;
