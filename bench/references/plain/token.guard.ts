import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type Request } from 'express';
import { Repository } from 'typeorm';
import { Token } from '../../../src/auth/token.entity';
import { tokenHash } from '../../../src/auth/token-secret';
import { Company } from '../../../src/companies/company.entity';
import { Person } from '../../../src/persons/person.entity';

export interface PlainRequest extends Request {
  companyId: number;
}

@Injectable()
export class TokenGuard implements CanActivate {
  constructor(
    @InjectRepository(Token) private readonly tokens: Repository<Token>,
    @InjectRepository(Company) private readonly companies: Repository<Company>,
    @InjectRepository(Person) private readonly persons: Repository<Person>,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<PlainRequest>();
    const [, secret = ''] = (request.headers.authorization ?? '').split(' ');
    const [token, company] = await Promise.all([
      this.tokens.findOneBy({ hash: tokenHash(secret) }),
      this.companies.findOneBy({ slug: request.get('Wethod-Company') ?? '' }),
    ]);
    if (token?.revoked_at !== null || company === null) throw new UnauthorizedException();
    const person = await this.persons.findOneBy({ company_id: company.id, account_id: token.account_id });
    if (person === null || person.is_archived) throw new UnauthorizedException();
    request.companyId = company.id;
    return true;
  }
}
