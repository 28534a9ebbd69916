import { type Config } from 'jest';
import base from '../ordinary-postgres/jest.config';

/**
 * What sends statements, opens transactions, takes locks or starts processes, once each: other specs send the same
 * statements. Left out is what asks a session for its settings or its end, which here is one of the pooler.
 */
const config: Config = {
  ...base,
  testMatch: [
    '**/test/(backup|clients|contacts|events|idempotency|persons|project-metadata|projects|rate-limit|webhooks)/**/*.e2e-spec.ts',
    '**/test/timesheet-whitelists/*.e2e-spec.ts',
    '**/test/reliability/(collisions|killed-service).e2e-spec.ts',
    '**/test/startup/migration-role.e2e-spec.ts',
    '**/test/pooler/*.pooled.ts',
  ],
  testPathIgnorePatterns: [
    ...base.testPathIgnorePatterns!,
    '/test/projects/.*(permissions|plans|statements|validation|every-column)',
    '/test/(clients/real-clients|events/exported-mirror|webhooks/(forbidden|keys|listen|log|sender))',
  ],
};

export default config;
