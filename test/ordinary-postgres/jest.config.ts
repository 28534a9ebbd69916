import { type Config } from 'jest';
import base from '../../jest.config';

/**
 * What depends on PostgreSQL's version, settings or JIT, or on the rights of the role. The others run in `npm test`: pure
 * functions, browsers, clients, the documents, what HTTP, permissions and the OpenAPI document alone decide, the embedded
 * PostgreSQL, and minutes of load.
 */
const config: Config = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.e2e-spec.ts'],
  testPathIgnorePatterns: [
    '/test/(clients-typescript|docs|embedded-postgres|front-page|metrics)/',
    '/test/architecture/(deployment|permissions|statement-rules)',
    '/test/cli/(demo|process|projects-import)',
    '/test/database/(replica|rotated-password|tls)',
    '/test/events/exported-mirror',
    '/test/http/(caps|connections|cors|errors|prototypes|refused-early|request-log|slow-bodies|slow-readers|spellings|wrong-bodies)',
    '/test/idempotency/replay-permissions',
    '/test/openapi/(examples|openapi|permissions)',
    '/test/projects/create-project.(permissions|validation)',
    '/test/reliability/(embedded-postgres|event-loop|failover|races|slow-clients|worst-bodies)',
    '/test/startup/(embedded|processes|server)',
    '/test/webhooks/(forbidden|listen|sender)',
  ],
};

export default config;
