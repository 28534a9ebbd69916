import { Injectable, type LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { type LogLevel } from '../config/env';
import { errorFields } from './error-fields';

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
  get tellsRequests(): boolean {
    return this.logger.isLevelEnabled('info');
  }

  requestDone(request: {
    id: string;
    method: string;
    path: string;
    status: number;
    milliseconds: number;
  }): void {
    this.logger.info(request, 'request');
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
