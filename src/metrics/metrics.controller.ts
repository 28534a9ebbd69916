import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, Headers, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Response } from 'express';
import { Public } from '../auth/public.decorator';
import { tokenHash } from '../auth/token-secret';
import { UnauthorizedError } from '../http/api-error';
import { Metrics } from './metrics';
import { METRICS_TOKEN } from './metrics.options';

/** The metrics on the port of the service. Their token is one of the settings, and none of a company. */
@ApiExcludeController()
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(METRICS_TOKEN) private readonly token: string,
  ) {}

  @Get()
  async get(
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    if (!isToken(authorization, this.token))
      throw new UnauthorizedError('Send the token of METRICS_TOKEN: Authorization: Bearer <token>.');
    const text = await this.metrics.text();
    response.type(this.metrics.contentType);
    return text;
  }
}

/** Takes as long for a wrong token as for the right one. */
export function isToken(authorization: string | undefined, token: string): boolean {
  const sent = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(tokenHash(sent), tokenHash(token));
}
