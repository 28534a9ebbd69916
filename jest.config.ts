import { type Config } from 'jest';
import { availableParallelism } from 'node:os';

const config: Config = {
  testEnvironment: './test/support/environment.ts',
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/clients/typescript/src'],
  testMatch: ['**/*.spec.ts', '**/*-spec.ts'],
  transform: {
    '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json', diagnostics: { ignoreCodes: [151002] } }],
  },
  globalSetup: './test/support/global-setup.ts',
  globalTeardown: './test/support/global-teardown.ts',
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts'],
  coverageReporters: ['text', 'lcov'],
  coverageThreshold: { global: { lines: 95 } },
  // Half of what specs do is to wait for PostgreSQL and for other processes: three for two cores.
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
  testTimeout: 30_000,
  // A process that has run many specs holds a gigabyte and stops to collect garbage: a new one goes on then.
  workerIdleMemoryLimit: '1GB',
};

export default config;
