import { readFile } from 'node:fs/promises';
import { type IncomingMessage, request as http } from 'node:http';
import { request as https } from 'node:https';
import { type Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type Env } from '../config/env';
import { type ErrorBody } from '../http/api-error';
import { COMPANY_HEADER, LATEST_VERSION, VERSION_HEADER } from '../http/api-versions';
import { CliError, unreadable } from './cli-error';

export interface RemoteOptions {
  readonly url: string;
  readonly company: string;
  readonly tokenFile?: string;
}

/** How often, and after how many milliseconds, what can be sent again is. */
const MAX_ATTEMPTS = 5;
const PAUSE = 2_000;

/** A client of a running service: a command may do what its token may do. */
export class RemoteService {
  private constructor(
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  static async open(env: Env, { url, company, tokenFile }: RemoteOptions): Promise<RemoteService> {
    const token = tokenFile === undefined ? env.apiToken : await tokenIn(tokenFile);
    if (!isWebAddress(url))
      throw new CliError(`--url ${url} must be the address of the service, as in http://127.0.0.1:3000.`);
    if (token === undefined) throw new CliError('Set PROJECTS_API_TOKEN, or name a file with --token-file.');
    return new RemoteService(url.replace(/\/$/, ''), {
      Authorization: `Bearer ${token}`,
      [COMPANY_HEADER]: company,
      [VERSION_HEADER]: LATEST_VERSION,
    });
  }

  /** What a proxy on the way says may be no JSON. */
  private async errorOf(response: IncomingMessage): Promise<ErrorBody> {
    const said = (await json(response).catch(() => undefined)) as Partial<ErrorBody> | null | undefined;
    if (typeof said?.message === 'string') return said as ErrorBody;
    throw new CliError(
      `${this.url} responds with ${response.statusCode}, and not as the service does. Check --url, and what stands in front of the service.`,
    );
  }

  /** Sends a request until it gets 200; one that is refused for good is an error. */
  async ask(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: () => Buffer | Readable,
  ): Promise<IncomingMessage> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.send(method, path, headers, body?.()).catch((error: unknown) => {
        throw new CliError(`${this.url} can not be reached: ${(error as Error).message}`, { cause: error });
      });
      if (response.statusCode === 200) return response;
      const isBusy = response.statusCode === 503 && attempt < MAX_ATTEMPTS;
      const { message, failures = [] } = await this.errorOf(response);
      if (!isBusy)
        throw new CliError(
          [message, ...failures.map((failure) => `${failure.field} ${failure.message}`)].join('\n'),
        );
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  private async send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer | Readable | undefined,
  ): Promise<IncomingMessage> {
    const url = new URL(this.url + path);
    const request = (url.protocol === 'https:' ? https : http)(url, {
      method,
      headers: { ...this.headers, ...headers },
    });
    return new Promise((resolve, reject) => {
      request.once('response', resolve).once('error', reject);
      if (body === undefined || Buffer.isBuffer(body)) request.end(body);
      // An early response ends the sending; every other error is the request's.
      else pipeline(body, request).catch(() => undefined);
    });
  }
}

async function tokenIn(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  return text.trim();
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
