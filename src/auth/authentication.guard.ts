import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Request } from 'express';
import { Deadline } from '../database/deadline';
import { InvalidDataError, UnauthorizedError } from '../http/api-error';
import { chooseVersion, COMPANY_HEADER, VERSION_HEADER } from '../http/api-versions';
import { type IdentifiedRequest } from '../http/request-id';
import { operationOf, type RecordedRequest } from '../http/request-record';
import { formatTrace } from '../http/trace-context';
import { type Failure } from '../fields/failure';
import { AuthenticationService } from './authentication.service';
import { MAX_SLUG_LENGTH } from './caller';
import { type CallerRequest } from './current-caller.decorator';
import { PUBLIC } from './public.decorator';

/** Token, company, version, in this order: who it is that calls, for which company, and by which contract. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authentication: AuthenticationService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<IdentifiedRequest & RecordedRequest & CallerRequest>();
    const { record } = request;
    record.operation = operationOf(context.getHandler());
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]))
      return true;
    const scope = { deadline: new Deadline(record.start), times: record.times };

    const slug = header(request, COMPANY_HEADER);
    // What is longer than any slug is unknown, and need not be asked for or remembered.
    const known = slug === undefined || slug.length > MAX_SLUG_LENGTH ? undefined : slug;
    const authenticated = await this.authentication.authenticate(bearerToken(request), known, scope);
    if (authenticated === undefined) throw new UnauthorizedError('The token is unknown, expired or revoked.');
    const { tokenId, identity } = authenticated;
    record.caller = {
      tokenId,
      companyId: identity?.companyId,
      company: identity && slug,
      personId: identity?.personId,
    };

    const failures: Failure[] = [];
    if (slug === undefined)
      failures.push({ field: COMPANY_HEADER, message: 'is required: send the slug of the company' });
    else if (identity === undefined) {
      throw new UnauthorizedError(
        'The company does not exist, or this token does not belong to one of its persons.',
      );
    }
    const choice = chooseVersion(header(request, VERSION_HEADER));
    if ('problem' in choice) failures.push({ field: VERSION_HEADER, message: choice.problem });
    if (failures.length > 0) throw new InvalidDataError(failures);

    const { companyId, personId, permissions } = identity!;
    // Named one by one: what spreads make has other shapes for V8, so that all that reads it later is slower, too.
    request.caller = {
      companyId,
      personId,
      tokenId,
      permissions,
      deadline: scope.deadline,
      times: scope.times,
      isReading: request.method === 'GET' || request.method === 'HEAD',
      requestId: request.id,
      traceparent: record.trace && formatTrace(record.trace),
      ifMatch: request.headers['if-match'],
      ifNoneMatch: request.headers['if-none-match'],
    };
    return true;
  }
}

function bearerToken(request: Request): string {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    throw new UnauthorizedError('Send a personal access token: Authorization: Bearer <token>.');
  }
  const token = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1];
  if (token === undefined) throw new UnauthorizedError('The header must be Authorization: Bearer <token>.');
  return token;
}

/** Header values are bytes that node reads as Latin-1; only an empty one counts as missing. */
function header(request: Request, name: string): string | undefined {
  return request.get(name)?.trim() || undefined;
}
