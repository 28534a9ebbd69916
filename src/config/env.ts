import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseUrlError, parseDatabaseUrl } from './database-url';
import { StartupError } from '../embedded-postgres/startup-error';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The settings of the service, read once at start. Documented in .env.example. */
export interface Env {
  readonly host: string;
  readonly port: number;
  /** Absent: the service runs its own embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** The same database with the role that owns the schema. Absent: that of `databaseUrl` does. */
  readonly migrationDatabaseUrl: string | undefined;
  /** Processes that serve; 1 is this one alone. */
  readonly processes: number;
  /** Of each process. */
  readonly databasePoolSize: number;
  /** A standby of that database, which may answer reads. */
  readonly databaseReplicaUrl: string | undefined;
  /** False behind a pooler that does not keep prepared statements. */
  readonly databasePrepare: boolean;
  /** The tables are distributed over the nodes of Citus. */
  readonly databaseDistributed: boolean;
  readonly dataDir: string;
  readonly demoToken: string | undefined;
  /** Who asks a running service, for the commands that do. */
  readonly apiToken: string | undefined;
  readonly logLevel: LogLevel;
  /** Requests of one person in one company; 0 is no limit. */
  readonly rateLimitPerHour: number;
  /** A request that takes this long is logged as a warning, in milliseconds; 0: none is. */
  readonly slowRequestMs: number;
  /** Absent: there are no metrics. */
  readonly metrics: { readonly port: number | undefined; readonly token: string | undefined } | undefined;
  /** How long the service says that it is not ready before it stops, in milliseconds. */
  readonly shutdownDelay: number;
  /** How long a connection may be idle between two requests, in milliseconds. */
  readonly keepAliveTimeout: number;
  /** Origins whose pages may call the service by script, or `*` alone; none: no pages but its own. */
  readonly corsOrigins: readonly string[];
  /** Where clients reach the service, for the OpenAPI document; absent: as the request for it says. */
  readonly publicUrl: string | undefined;
  /** 32 bytes in base64, which encrypt the secrets of webhooks. Absent: the embedded mode makes one, others have no webhooks. */
  readonly webhookKey: string | undefined;
  /** Webhooks may be sent to private addresses, and without TLS. */
  readonly webhookAllowPrivate: boolean;
}

/** Shorter tokens could be guessed; 32 characters of any usual alphabet can not. */
const TOKEN_MIN_LENGTH = 32;

/** Reads the settings, or fails with every problem of them in one line. An empty variable counts as absent. */
export function readEnv(source: NodeJS.ProcessEnv): Env {
  const problems: string[] = [];
  const text = (name: string): string | undefined => source[name]?.trim() || undefined;
  const integer = (name: string, fallback: number, min: number, max: number): number => {
    const raw = text(name);
    if (raw === undefined) return fallback;
    const value = /^\d{1,10}$/.test(raw) ? Number(raw) : NaN;
    if (value >= min && value <= max) return value;
    problems.push(`${name} must be a whole number from ${min} to ${max}, not "${raw}"`);
    return fallback;
  };

  const url = (name: string): string | undefined => {
    const value = text(name);
    try {
      if (value !== undefined) parseDatabaseUrl(value);
    } catch (error) {
      if (!(error instanceof DatabaseUrlError)) throw error;
      problems.push(`${name} ${error.message}`);
    }
    return value;
  };

  const isOn = (name: string, fallback: 'on' | 'off'): boolean => {
    const value = text(name) ?? fallback;
    if (!['on', 'off'].includes(value)) problems.push(`${name} must be on or off, not "${value}"`);
    return value === 'on';
  };

  const databaseUrl = url('DATABASE_URL');
  const migrationDatabaseUrl = url('MIGRATION_DATABASE_URL');
  const databaseReplicaUrl = url('DATABASE_REPLICA_URL');
  const databaseDistributed = isOn('DATABASE_DISTRIBUTED', 'off');
  if (databaseReplicaUrl !== undefined && databaseUrl === undefined)
    problems.push('DATABASE_REPLICA_URL needs DATABASE_URL');
  if (databaseDistributed && databaseUrl === undefined)
    problems.push('DATABASE_DISTRIBUTED needs DATABASE_URL');
  if (migrationDatabaseUrl !== undefined && databaseUrl === undefined)
    problems.push('MIGRATION_DATABASE_URL needs DATABASE_URL');
  const token = (name: string): string | undefined => {
    const value = text(name);
    if (value !== undefined && !/^[\x21-\x7e]{32,512}$/.test(value)) {
      problems.push(`${name} must have ${TOKEN_MIN_LENGTH} to 512 printable characters and no spaces`);
    }
    return value;
  };
  const demoToken = token('DEMO_TOKEN');
  const metrics = {
    port: text('METRICS_PORT') === undefined ? undefined : integer('METRICS_PORT', 0, 0, 65_535),
    token: token('METRICS_TOKEN'),
  };
  const logLevel = text('LOG_LEVEL') ?? 'info';
  if (!isLogLevel(logLevel)) problems.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);

  const databasePrepare = isOn('DATABASE_PREPARE', 'on');

  const corsOrigins = text('CORS_ORIGINS')?.split(/\s*,\s*/) ?? [];
  const notOrigin = corsOrigins.find(
    (origin) => !isOrigin(origin) && !(origin === '*' && corsOrigins.length === 1),
  );
  if (notOrigin !== undefined) {
    problems.push(
      `CORS_ORIGINS must be * or a comma list of origins as browsers send them, like https://app.example.com, not "${notOrigin}"`,
    );
  }
  const publicUrl = text('PUBLIC_URL')?.replace(/\/+$/, '');
  if (publicUrl !== undefined && !isPublicUrl(publicUrl)) {
    problems.push('PUBLIC_URL must look like https://projects.example.com, without a query');
  }

  const webhookKey = text('WEBHOOK_KEY');
  if (webhookKey !== undefined && !/^[A-Za-z0-9+/]{43}=$/.test(webhookKey)) {
    problems.push('WEBHOOK_KEY must be 32 bytes in base64, as `openssl rand -base64 32` prints them');
  }
  const webhookAllowPrivate = text('WEBHOOK_ALLOW_PRIVATE') ?? 'false';
  if (!['true', 'false'].includes(webhookAllowPrivate)) {
    problems.push(`WEBHOOK_ALLOW_PRIVATE must be true or false, not "${webhookAllowPrivate}"`);
  }

  const env: Env = {
    host: text('HOST') ?? '127.0.0.1',
    port: integer('PORT', 3000, 0, 65_535),
    databaseUrl,
    migrationDatabaseUrl,
    processes: integer('PROCESSES', 1, 1, 64),
    databaseReplicaUrl,
    databasePoolSize: integer('DATABASE_POOL_SIZE', 10, 1, 100),
    databasePrepare,
    databaseDistributed,
    dataDir: resolve(text('DATA_DIR') ?? 'data'),
    demoToken,
    apiToken: text('PROJECTS_API_TOKEN'),
    logLevel: isLogLevel(logLevel) ? logLevel : 'info',
    rateLimitPerHour: integer('RATE_LIMIT_PER_HOUR', 5_000, 0, 1_000_000_000),
    metrics: metrics.port === undefined && metrics.token === undefined ? undefined : metrics,
    slowRequestMs: integer('SLOW_REQUEST_MS', 1_000, 0, 3_600_000),
    // HAProxy takes a server out after three failed checks, two seconds apart. With its own database the service is alone.
    shutdownDelay: integer('SHUTDOWN_DELAY_MS', databaseUrl === undefined ? 0 : 7_000, 0, 300_000),
    // More than the 60 seconds of most load balancers and of nginx: the side that sends requests must be the one that closes.
    keepAliveTimeout: integer('KEEP_ALIVE_TIMEOUT_MS', 72_000, 1_000, 3_600_000),
    corsOrigins,
    publicUrl,
    webhookKey,
    webhookAllowPrivate: webhookAllowPrivate === 'true',
  };
  if (problems.length > 0) throw new StartupError(`Bad settings: ${problems.join('; ')}.`);
  return env;
}

/** The settings of this process: its environment, completed by the file `.env` of the working directory. */
export function processEnv(): Env {
  if (existsSync('.env')) process.loadEnvFile('.env');
  // eslint-disable-next-line no-restricted-properties -- the one place that reads it
  return readEnv(process.env);
}

function isLogLevel(value: string): value is LogLevel {
  return (LOG_LEVELS as readonly string[]).includes(value);
}

/** Lower case, without a path, and without the port that the scheme has anyway: it is compared as text. */
function isOrigin(value: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s\\*]+$/.test(value) || !URL.canParse(value)) return false;
  const { origin, host, protocol } = new URL(value);
  // An origin of another scheme, as an app on a phone has it, is "null" to URL.
  return value === (origin === 'null' ? `${protocol}//${host}` : origin);
}

function isPublicUrl(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.port === '0') return false;
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}
