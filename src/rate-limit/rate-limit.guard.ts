import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Response } from 'express';
import { type CallerRequest } from '../auth/current-caller.decorator';
import { PUBLIC } from '../auth/public.decorator';
import { TooManyRequestsError } from '../http/api-error';
import { WINDOW } from './quota';
import { RateLimitService } from './rate-limit.service';

/** Refuses a caller who is over the limit; every other response says how much is left of it. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly rateLimit: RateLimitService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { limit } = this.rateLimit;
    if (limit === 0) return true;
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]))
      return true;
    const http = context.switchToHttp();
    const standing = await this.rateLimit.take(http.getRequest<CallerRequest>().caller);
    if (standing === undefined) return true;
    const { isAllowed, remaining, seconds } = standing;
    http.getResponse<Response>().set({
      'RateLimit-Policy': `"hour";q=${limit};w=${WINDOW}`,
      RateLimit: `"hour";r=${remaining};t=${seconds}`,
    });
    if (!isAllowed) throw new TooManyRequestsError(limit, seconds);
    return true;
  }
}
