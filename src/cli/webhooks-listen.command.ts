import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { type Command } from 'commander';
import { signedHeaders } from '../webhooks/signature';
import { newSecret } from '../webhooks/webhook-secrets';
import { WebhookSender } from '../webhooks/webhook-sender';
import { CliError } from './cli-error';
import { addRemoteOptions } from './remote-options';
import { type RemoteOptions, RemoteService } from './remote-service';
import { type Terminal } from './terminal';

/** After a page without events, in milliseconds. */
const PAUSE = 2_000;

interface Options extends RemoteOptions {
  readonly forwardTo?: string;
  readonly type?: string;
  readonly after?: string;
}

interface ListenedEvent {
  readonly id: number;
  readonly type: string;
  readonly created_at: string;
  readonly cursor: string;
}

export function addWebhooksListen(webhooks: Command, terminal: Terminal): void {
  const command = webhooks
    .command('listen')
    .summary('print events as they happen, and forward them')
    .description(
      'Prints the events of a running service as they happen, and sends them to a local URL as a webhook: signed, with ' +
        'a secret of its own, which it prints first. Each is sent once, in their order.',
    );
  addRemoteOptions(command)
    .option('--forward-to <url>', 'where to send them, as in http://127.0.0.1:4000/hook')
    .option('--type <types>', 'comma list of types, as in project.created,client.updated; all if absent')
    .option('--after <cursor>', 'begin behind this event of the feed; with those of now if absent')
    .action((options: Options) => listen(options, terminal));
}

async function listen({ forwardTo, type, after, ...remote }: Options, terminal: Terminal): Promise<void> {
  if (forwardTo !== undefined && !URL.canParse(forwardTo))
    throw new CliError(`--forward-to ${forwardTo} must be a URL.`);
  const service = await RemoteService.open(terminal.env(), remote);
  const sender = new WebhookSender({ webhookAllowPrivate: true });
  const secret = newSecret();
  const filter = type === undefined ? '' : `&type=${encodeURIComponent(type)}`;
  let path = `/api/events?limit=1000${filter}&after=${encodeURIComponent(after ?? (await cursorOfNow(service)))}`;
  if (forwardTo !== undefined) terminal.err(`Signed with ${secret}`);
  for (;;) {
    const response = await service.ask('GET', path, {});
    const events = (await json(response)) as ListenedEvent[];
    for (const event of events) {
      const line = `${event.created_at} ${event.type} ${event.id} ${event.cursor}`;
      if (forwardTo === undefined) terminal.out(line);
      else terminal.out(`${line} → ${await forward(sender, forwardTo, event, secret)}`);
    }
    path = /<([^>]+)>; rel="next"/.exec(String(response.headers.link))![1]!;
    if (events.length === 0) await delay(PAUSE);
  }
}

/** By the clock of the service, to the second. */
async function cursorOfNow(service: RemoteService): Promise<string> {
  const response = await service.ask('GET', '/api/events?limit=1', {});
  response.resume();
  return `${Date.parse(String(response.headers.date))}.0`;
}

async function forward(
  sender: WebhookSender,
  url: string,
  event: ListenedEvent,
  secret: string,
): Promise<string> {
  const { id, type, created_at: timestamp } = event;
  const body = JSON.stringify({ type, timestamp, data: event });
  const headers = signedHeaders({ id: String(id), body }, [secret]);
  const { response_status: status, error, latency_ms: took } = await sender.send(url, headers, body);
  return `${status ?? error} in ${took} ms`;
}
