/** The settings of the operator. */
export interface WebhookOptions {
  /** The tables are distributed over several servers. */
  readonly databaseDistributed?: boolean;
  /** 32 bytes in base64, which encrypt the secrets. Without it there are no webhooks. */
  readonly webhookKey?: string | undefined;
  /** Tells the file of the key from a copy of it. */
  readonly webhookKeyFile?: string | undefined;
  /** Endpoints may have any address, also without TLS. */
  readonly webhookAllowPrivate?: boolean;
  /** False for an application that responds to requests and delivers nothing. */
  readonly deliversWebhooks?: boolean;
}

export const WEBHOOK_OPTIONS = Symbol('webhook options');

/** Does this process send to the endpoints, and keep their log? */
export const isDelivering = ({ webhookKey, deliversWebhooks = true }: WebhookOptions): boolean =>
  webhookKey !== undefined && deliversWebhooks;
