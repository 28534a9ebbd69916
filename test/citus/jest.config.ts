import { type Config } from 'jest';
import base from '../ordinary-postgres/jest.config';

/**
 * What sends statements. Left out is what looks at plans or sessions of one server, replaces functions of PostgreSQL, makes
 * triggers, or starts without tables.
 */
const config: Config = {
  ...base,
  testMatch: [
    '**/test/(clients|contacts|events|idempotency|persons|project-metadata|projects|rate-limit|webhooks)/**/*.e2e-spec.ts',
    '**/test/(company-repository|timesheet-whitelists)/*.e2e-spec.ts',
    '**/test/http/(authentication|health|wrong-changes).e2e-spec.ts',
    '**/test/citus/*.distributed.ts',
  ],
  testPathIgnorePatterns: [
    ...base.testPathIgnorePatterns!,
    '/test/(clients/real-clients|events/(exported-mirror|gates|interleavings)|webhooks/(forbidden|keys|listen|log|sender))',
    '/test/company-repository/skipped-rows',
    '/test/projects/.*(plans|statements|every-column|import-stops)',
  ],
  // Each spec makes a database on all nodes, within the time that a statement of a request may take.
  maxWorkers: 2,
};

export default config;
