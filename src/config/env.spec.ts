import { resolve } from 'node:path';
import { readEnv } from './env';
import { StartupError } from '../embedded-postgres/startup-error';

describe('readEnv', () => {
  it('has defaults for everything, and takes an empty variable for an absent one', () => {
    const defaults = {
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: undefined,
      migrationDatabaseUrl: undefined,
      databaseReplicaUrl: undefined,
      processes: 1,
      databasePoolSize: 10,
      databasePrepare: true,
      databaseDistributed: false,
      dataDir: resolve('data'),
      demoToken: undefined,
      logLevel: 'info',
      metrics: undefined,
      slowRequestMs: 1000,
      rateLimitPerHour: 5000,
      shutdownDelay: 0,
      keepAliveTimeout: 72_000,
      corsOrigins: [],
      publicUrl: undefined,
      webhookKey: undefined,
      webhookAllowPrivate: false,
    };
    expect(readEnv({})).toEqual(defaults);
    expect(readEnv({ HOST: '', PORT: ' ', DATABASE_URL: '', LOG_LEVEL: '' })).toEqual(defaults);
  });

  it('gives load balancers time to notice a stop, where there can be some', () => {
    expect(readEnv({ DATABASE_URL: 'postgres://db/projects' }).shutdownDelay).toBe(7000);
  });

  it('reads every setting', () => {
    expect(
      readEnv({
        HOST: '::1',
        PORT: '0',
        DATABASE_URL: 'postgresql://me:secret@db:5432/projects',
        MIGRATION_DATABASE_URL: 'postgresql://owner:secret@db:5432/projects',
        PROCESSES: '4',
        DATABASE_REPLICA_URL: 'postgresql://me:secret@standby:5432/projects',
        DATABASE_POOL_SIZE: '20',
        DATABASE_PREPARE: 'off',
        DATABASE_DISTRIBUTED: 'on',
        DATA_DIR: '/var/lib/projects',
        DEMO_TOKEN: 'x'.repeat(32),
        LOG_LEVEL: 'warn',
        SLOW_REQUEST_MS: '0',
        METRICS_PORT: '9400',
        METRICS_TOKEN: 'm'.repeat(32),
        RATE_LIMIT_PER_HOUR: '1000000000',
        SHUTDOWN_DELAY_MS: '5000',
        KEEP_ALIVE_TIMEOUT_MS: '5000',
        CORS_ORIGINS: 'https://app.example.com, http://localhost:5173,capacitor://localhost',
        PUBLIC_URL: 'https://example.com/projects/',
        WEBHOOK_KEY: 'c2VjcmV0IG9mIHRoZSBleGFtcGxlLCAzMiBieXRlcy4=',
        WEBHOOK_ALLOW_PRIVATE: 'true',
      }),
    ).toEqual({
      host: '::1',
      port: 0,
      databaseUrl: 'postgresql://me:secret@db:5432/projects',
      migrationDatabaseUrl: 'postgresql://owner:secret@db:5432/projects',
      processes: 4,
      databaseReplicaUrl: 'postgresql://me:secret@standby:5432/projects',
      databasePoolSize: 20,
      databasePrepare: false,
      databaseDistributed: true,
      dataDir: '/var/lib/projects',
      demoToken: 'x'.repeat(32),
      logLevel: 'warn',
      metrics: { port: 9400, token: 'm'.repeat(32) },
      slowRequestMs: 0,
      rateLimitPerHour: 1_000_000_000,
      shutdownDelay: 5000,
      keepAliveTimeout: 5000,
      corsOrigins: ['https://app.example.com', 'http://localhost:5173', 'capacitor://localhost'],
      publicUrl: 'https://example.com/projects',
      webhookKey: 'c2VjcmV0IG9mIHRoZSBleGFtcGxlLCAzMiBieXRlcy4=',
      webhookAllowPrivate: true,
    });
  });

  it('takes * for all origins', () => {
    expect(readEnv({ CORS_ORIGINS: '*' }).corsOrigins).toEqual(['*']);
  });

  // None of them is what a browser sends, so none would ever match.
  it.each([
    'app.example.com',
    'https://app.example.com/',
    'https://App.example.com',
    'https://app.example.com:443',
    'https://*.example.com',
    'https://me@app.example.com',
    'https://',
    'null',
    '*, https://app.example.com',
    'https://app.example.com,',
  ])('refuses the origins %s', (origins) => {
    expect(() => readEnv({ CORS_ORIGINS: origins })).toThrow(
      /^Bad settings: CORS_ORIGINS must be \* or a comma list of origins as browsers send them, like https:\/\/app\.example\.com, not ".*"\.$/,
    );
  });

  it.each([
    'projects.example.com',
    'ftp://projects.example.com',
    'https://me@projects.example.com',
    'https://projects.example.com?a=1',
    'https://projects.example.com:0',
  ])('refuses the public URL %s', (url) => {
    expect(() => readEnv({ PUBLIC_URL: url })).toThrow(
      'Bad settings: PUBLIC_URL must look like https://projects.example.com, without a query.',
    );
  });

  it('wants DATABASE_URL beside MIGRATION_DATABASE_URL', () => {
    expect(() => readEnv({ MIGRATION_DATABASE_URL: 'postgres://db/projects' })).toThrow(
      new StartupError('Bad settings: MIGRATION_DATABASE_URL needs DATABASE_URL.'),
    );
  });

  it('names every problem in one line', () => {
    const read = (): unknown =>
      readEnv({
        PORT: '65536',
        DATABASE_URL: 'mysql://db',
        MIGRATION_DATABASE_URL: 'postgres://me@a,b/projects',
        DATABASE_POOL_SIZE: 'many',
        DEMO_TOKEN: 'short',
        LOG_LEVEL: 'loud',
        RATE_LIMIT_PER_HOUR: '1000000001',
        PUBLIC_URL: 'projects.example.com',
        WEBHOOK_KEY: 'short',
        WEBHOOK_ALLOW_PRIVATE: 'yes',
      });
    expect(read).toThrow(StartupError);
    expect(read).toThrow(
      'Bad settings: DATABASE_URL must look like postgres://user:password@host:5432/database; ' +
        'MIGRATION_DATABASE_URL must name one host: name the address that stays the same in a failover; ' +
        'DEMO_TOKEN must have 32 to 512 printable characters and no spaces; ' +
        'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent; ' +
        'PUBLIC_URL must look like https://projects.example.com, without a query; ' +
        'WEBHOOK_KEY must be 32 bytes in base64, as `openssl rand -base64 32` prints them; ' +
        'WEBHOOK_ALLOW_PRIVATE must be true or false, not "yes"; ' +
        'PORT must be a whole number from 0 to 65535, not "65536"; ' +
        'DATABASE_POOL_SIZE must be a whole number from 1 to 100, not "many"; ' +
        'RATE_LIMIT_PER_HOUR must be a whole number from 0 to 1000000000, not "1000000001".',
    );
  });
});
