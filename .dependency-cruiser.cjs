const FEATURES =
  '^src/(projects|projects-bulk|project-metadata|persons|roles|timesheet-whitelists|clients|contacts|job-order-categories|project-types|project-stages|business-units|companies|demo|cli|health|rate-limit|webhooks)/';

/** The rules of the layout. A test runs them, so that breaking one fails the build. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle can not be understood, loaded or tested one file at a time.',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'platform-knows-no-feature',
      comment:
        'http/, validation/, resources/ and access/ serve every feature and so may depend on none. Their specs may take a class of one as an example.',
      severity: 'error',
      from: {
        path: '^src/(http|validation|resources|access|logging|config)/',
        pathNot: '\\.spec\\.ts$',
      },
      to: { path: FEATURES },
    },
    {
      name: 'features-do-not-know-commands',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|demo|server|main)' },
      to: { path: '^src/(cli|demo)/' },
    },
    {
      name: 'typeorm-stays-in-the-database',
      comment: 'Only repositories, entities, set-up of companies and database/ speak to PostgreSQL.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '(\\.repository|\\.entity)\\.ts$|^src/(database|embedded-postgres|companies|demo|cli|backup)/|^src/(server|health/health\\.service|access/token-admin)\\.ts$',
      },
      to: { path: '^node_modules/(typeorm|pg)/' },
    },
    {
      name: 'controllers-do-not-speak-sql',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: { path: '^src/database/' },
    },
    {
      name: 'no-development-packages-in-the-service',
      severity: 'error',
      from: { path: '^src', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unlisted-packages',
      severity: 'error',
      from: { path: '^src' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    {
      name: 'clients-stand-alone',
      comment: 'A client is used without the service: it knows the OpenAPI document and no code.',
      severity: 'error',
      from: { path: '^clients/' },
      to: { path: '^(src|test)/' },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing needs is dead code.',
      severity: 'error',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: '^src/(main|cli/main|openapi/write)\\.ts$|\\.entity\\.ts$|/migrations/|\\.spec\\.ts$',
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'types'] },
  },
};
