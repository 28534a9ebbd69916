import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { type ParseResult } from '../fields/parse';
import { InvalidDataError } from '../http/api-error';
import { CompanyWriter, type DataRules } from '../company-repository/company-writer';
import { ClientResponse } from './client.response.dto';
import { ClientFields, CreateClientDto } from './create-client.dto';
import {
  EXTERNAL_IDENTIFIERS,
  ExternalIdentifiersRepository,
  externalIdentifiersSql,
} from './external-identifiers.repository';
import { type UpdateClientDto } from './update-client.dto';
import { Client } from './client.entity';
import { ClientQueryDto } from './client-query.dto';

@Injectable()
export class ClientsRepository extends CompanyWriter<ClientResponse> {
  constructor(
    database: Database,
    private readonly identifiers: ExternalIdentifiersRepository,
  ) {
    super(database, {
      entity: Client,
      response: ClientResponse,
      includes: { [EXTERNAL_IDENTIFIERS]: externalIdentifiersSql },
      query: ClientQueryDto,
      events: 'client',
    });
  }

  /** Fails with all that is wrong: with the fields, and with the external identifiers that others have. */
  async createParsed(
    caller: Caller,
    { fields, failures }: ParseResult<CreateClientDto>,
  ): Promise<ClientResponse> {
    if (failures.length === 0) return this.create(caller, CreateClientDto, fields as CreateClientDto);
    const given = fields.external_identifiers ?? [];
    const ofIdentifiers = given.length === 0 ? [] : await this.identifiers.failuresOf(caller, null, given);
    throw new InvalidDataError([...failures, ...ofIdentifiers]);
  }

  /** The client that is returned has its external identifiers if they were given. */
  override async create(
    caller: Caller,
    _type: new () => CreateClientDto,
    input: CreateClientDto,
  ): Promise<ClientResponse> {
    const given = input.external_identifiers ?? undefined;
    if (given === undefined) return super.create(caller, ClientFields, input);
    return this.inTransaction(caller, async (scoped) => {
      const failures = await this.identifiers.failuresOf(scoped, null, given);
      if (failures.length > 0) throw new InvalidDataError(failures);
      const to = await this.identifiers.withIds(scoped, given);
      const further = to.length > 0 ? [{ field: EXTERNAL_IDENTIFIERS, from: null, to }] : [];
      const { id } = await super.create(scoped, ClientFields, input, further);
      await this.identifiers.add(scoped, id, to);
      return this.findById(scoped, id, 'exclude', [EXTERNAL_IDENTIFIERS]);
    });
  }

  override async update(
    caller: Caller,
    id: number,
    _type: new () => UpdateClientDto,
    input: UpdateClientDto,
  ): Promise<ClientResponse> {
    const { external_identifiers: given } = input;
    if (given === undefined) return super.update(caller, id, ClientFields, input);
    return this.changing(caller, id, async (scoped) => {
      await super.update(scoped, id, ClientFields, input, async () => {
        const change = await this.identifiers.replace(scoped, id, given ?? []);
        return change === undefined ? [] : [{ field: EXTERNAL_IDENTIFIERS, ...change }];
      });
      return this.findById(scoped, id, 'exclude', [EXTERNAL_IDENTIFIERS]);
    });
  }

  override async delete(caller: Caller, id: number): Promise<void> {
    await this.changing(caller, id, async (scoped) => {
      await super.delete(scoped, id);
      await this.identifiers.release(scoped, id);
    });
  }

  protected override dataRules({
    external_identifiers: given,
  }: UpdateClientDto): DataRules<ClientResponse> | undefined {
    if (given === undefined) return undefined;
    return async (caller, { id }) => this.identifiers.failuresOf(caller, id, given ?? []);
  }

  private async changing<Result>(
    caller: Caller,
    id: number,
    work: (scoped: Caller) => Promise<Result>,
  ): Promise<Result> {
    return this.inTurn(caller, id, () => this.inTransaction(caller, work));
  }

  private async inTransaction<Result>(
    caller: Caller,
    work: (scoped: Caller) => Promise<Result>,
  ): Promise<Result> {
    // Another client may get an identifier between the look and the write.
    return this.database.checked(caller, () =>
      this.database.transaction(caller, (transaction) => work({ ...caller, transaction })),
    );
  }
}
