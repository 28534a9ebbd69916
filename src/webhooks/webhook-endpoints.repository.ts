import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { Database } from '../database/database';
import { statement } from '../database/statement';
import { CompanyWriter, type DataRules } from '../company-repository/company-writer';
import { PageQueryDto } from '../company-repository/list-query.dto';
import { type CreateWebhookEndpointDto } from './create-webhook-endpoint.dto';
import { UpdateWebhookEndpointDto } from './update-webhook-endpoint.dto';
import { WebhookEndpoint } from './webhook-endpoint.entity';
import { WebhookEndpointResponse } from './webhook-endpoint.response.dto';
import { assertMayReceive } from './webhook-permissions';
import { WebhookSecrets } from './webhook-secrets';
import { WebhookSender } from './webhook-sender';
import { LostSecretError, TooManyEndpointsError } from './webhooks.errors';

const MAX_ENDPOINTS = 20;

/** Until the transaction ends no other endpoint of the company is created. */
const LOCK_COMPANY = statement<'company_id'>(
  'lock-company-for-webhook-endpoint',
  'select from companies where id = :company_id for no key update',
);
const COUNT = statement<'company_id'>(
  'count-webhook-endpoints',
  'select count(*) as count from webhook_endpoints where company_id = :company_id and deleted_at is null',
);
const FIND_SECRET = statement<'company_id' | 'id'>(
  'find-webhook-secret',
  'select secret from webhook_endpoints where company_id = :company_id and id = :id and deleted_at is null for update',
);

/** The endpoints of a company, as its administrators see them. */
@Injectable()
export class WebhookEndpointsRepository extends CompanyWriter<WebhookEndpointResponse> {
  constructor(
    database: Database,
    private readonly secrets: WebhookSecrets,
    private readonly sender: WebhookSender,
  ) {
    const isHere = `origin = ${secrets.origin}`;
    super(database, {
      entity: WebhookEndpoint,
      response: WebhookEndpointResponse,
      computed: {
        is_enabled: () => `(is_enabled and ${isHere})`,
        disabled_reason: () =>
          `case when is_enabled and not ${isHere} then 'copied' else disabled_reason end`,
      },
      query: PageQueryDto,
    });
  }

  async insert(
    caller: Caller,
    { url, types = [], description = null, is_enabled = true }: CreateWebhookEndpointDto,
    { secret, position }: { readonly secret: Buffer; readonly position: string },
  ): Promise<WebhookEndpointResponse> {
    const { companyId, personId } = caller;
    return this.database.transaction(caller, async (transaction) => {
      await transaction.query(LOCK_COMPANY, { company_id: companyId });
      const [row] = await transaction.query<{ count: number }, 'company_id'>(COUNT, {
        company_id: companyId,
      });
      if (row!.count >= MAX_ENDPOINTS) throw new TooManyEndpointsError(MAX_ENDPOINTS);
      const [created] = await transaction.queryText<WebhookEndpointResponse>(
        `insert into webhook_endpoints
           (company_id, url, types, description, is_enabled, person_id, secret, position, origin)
         values ($1, $2, $3, $4, $5, $6, $7, $8, ${this.secrets.origin})
         returning ${this.columns('$1')}`,
        [companyId, url, types, description, is_enabled, personId, secret, position],
      );
      return created!;
    });
  }

  /** The person who changes an endpoint answers for it from then on. Enabling it deletes the reason why it was disabled. */
  async change(
    caller: Caller,
    id: number,
    input: UpdateWebhookEndpointDto,
  ): Promise<WebhookEndpointResponse> {
    return this.database.transaction(caller, async (transaction) => {
      const scope = { ...caller, transaction };
      const { types } = await this.update(scope, id, UpdateWebhookEndpointDto, input);
      assertMayReceive(caller, types);
      if (input.is_enabled === true && (await this.secretOf(scope, id)) === undefined)
        throw new LostSecretError();
      const [changed] = await transaction.queryText<WebhookEndpointResponse>(
        `update webhook_endpoints
            set person_id = $3
                ${input.is_enabled === undefined ? '' : ', disabled_reason = null'}
                ${input.is_enabled === true ? `, failing_since = null, origin = ${this.secrets.origin}` : ''}
          where company_id = $1 and id = $2
          returning ${this.columns('$1')}`,
        [caller.companyId, id, caller.personId],
      );
      return changed!;
    });
  }

  /** The present secret signs for another day, if it can be decrypted. */
  async rotate(caller: Caller, id: number, secret: Buffer): Promise<WebhookEndpointResponse> {
    return this.database.transaction(caller, async (transaction) => {
      const scope = { ...caller, transaction };
      const previous = await this.checkedWrite(scope, id, {}, () => this.secretOf(scope, id));
      const [rotated] = await transaction.queryText<WebhookEndpointResponse>(
        `update webhook_endpoints
            set secret = $4, previous_secret = $5, person_id = $3, updated_at = statement_timestamp(),
                previous_secret_until = statement_timestamp() + interval '24 hours'
          where company_id = $1 and id = $2
          returning ${this.columns('$1')}`,
        [caller.companyId, id, caller.personId, secret, previous],
      );
      return rotated!;
    });
  }

  protected override dataRules({
    url,
  }: UpdateWebhookEndpointDto): DataRules<WebhookEndpointResponse> | undefined {
    const problem = url === undefined ? undefined : this.sender.problemOf(url);
    return problem === undefined ? undefined : () => Promise.resolve([{ field: 'url', message: problem }]);
  }

  /** Locks an endpoint, and returns its encrypted secret if it can be decrypted. */
  private async secretOf(caller: Caller, id: number): Promise<Buffer | undefined> {
    const [row] = await this.database
      .for(caller)
      .query<{ secret: Buffer }, 'company_id' | 'id'>(FIND_SECRET, { company_id: caller.companyId, id });
    if (row === undefined) throw this.notFound(id);
    return this.secrets.decrypt(caller.companyId, row.secret) === undefined ? undefined : row.secret;
  }
}
