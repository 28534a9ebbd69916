/** The folders of src/ from the top down, a layer a line: what a layer imports lies below it. */
const LAYERS = [
  ['cli'],
  ['demo', 'front-page', 'metrics', 'webhooks'],
  ['company-file', 'events', 'timesheet-whitelists', 'rate-limit'],
  ['projects'],
  ['contacts', 'persons'],
  ['catalog', 'clients', 'project-metadata'],
  ['company-repository', 'health'],
  ['openapi'],
  ['idempotency'],
  ['auth'],
  ['http', 'backup'],
  ['database'],
  ['logging'],
  ['config'],
  ['companies', 'embedded-postgres', 'fields', 'processes'],
];

const foldersOf = (layers) => `^src/(${layers.flat().join('|')})/`;

/** One rule for each layer: it imports from no layer above, and from no other folder beside it. */
const downwards = LAYERS.map((layer, at) => ({
  name: `layer-${layer.join('-')}`,
  comment: 'A folder imports from the layers below its own. Specs may take anything as an example.',
  severity: 'error',
  from: { path: `^src/(${layer.join('|')})/`, pathNot: '\\.spec\\.ts$' },
  to: {
    path: `${foldersOf(LAYERS.slice(0, at + 1))}|^src/[^/]+\\.ts$`,
    pathNot: '^src/$1/',
  },
}));

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
    ...downwards,
    {
      name: 'every-folder-has-its-layer',
      comment: 'A new folder of src/ is listed above, once.',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: foldersOf(LAYERS) },
    },
    {
      name: 'typeorm-stays-in-the-database',
      comment: 'Only repositories, entities, set-up of companies and database/ speak to PostgreSQL.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot:
          '(\\.repository|\\.entity)\\.ts$|^src/(database|embedded-postgres|company-file|demo|cli|backup)/|^src/(prepare-service|health/health\\.service|auth/token-admin)\\.ts$',
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
        pathNot: '^src/(main|cli/main|write-openapi)\\.ts$|\\.entity\\.ts$|/migrations/|\\.spec\\.ts$',
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
