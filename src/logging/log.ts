import { Injectable, type LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { type LogLevel } from '../config/env';
import { errorFields } from './error-fields';

/** What is logged of a request. */
export interface RequestLine {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly route: string | undefined;
  readonly operation: string | undefined;
  readonly status: number;
  /** The client was gone before it had the whole response. */
  readonly aborted: true | undefined;
  readonly duration_ms: number;
  readonly queue_ms: number;
  readonly database_ms: number;
  readonly company_id: number | undefined;
  readonly company: string | undefined;
  readonly person_id: number | undefined;
  readonly token_id: number | undefined;
  readonly key: string | undefined;
  readonly fields: readonly string[] | undefined;
  readonly replayed: true | undefined;
  readonly trace_id: string | undefined;
  readonly span_id: string | undefined;
}

/** Structured log lines on standard output, one JSON object each. Never a header, a body or a token. */
@Injectable()
export class Log implements LoggerService {
  private readonly logger: Logger;

  constructor(level: LogLevel, stream?: NodeJS.WritableStream) {
    this.logger = pino(
      { level, base: undefined, serializers: { err: errorFields } },
      stream ?? pino.destination(1),
    );
  }

  /** Would a line about a request be written at all? */
  writesRequests(isSlow: boolean): boolean {
    return this.logger.isLevelEnabled(isSlow ? 'warn' : 'info');
  }

  requestDone(line: RequestLine, isSlow: boolean): void {
    if (isSlow) this.logger.warn(line, 'slow request');
    else this.logger.info(line, 'request');
  }

  /** A client was refused before there was a request: nothing is known of it but what was wrong. */
  requestRefused(refusal: { id: string; status: number; reason: string }): void {
    this.logger.info(refusal, 'request refused');
  }

  requestFailed(id: string, status: number, error: unknown): void {
    this.logger.error({ id, status, err: error }, 'request failed');
  }

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  debug(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, detail?: unknown, context?: string): void {
    this.logger.error(
      { context, ...(detail instanceof Error ? { err: detail } : { detail }) },
      String(message),
    );
  }
}
