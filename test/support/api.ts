/** A response, read to its end. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** The body as it came. */
  readonly text: string;
}

export interface Call {
  readonly token?: string;
  readonly company?: string;
  readonly headers?: Record<string, string | undefined>;
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** A small client of the API: sends what it is given, with the headers that every request needs unless overridden. */
export class Api {
  constructor(
    readonly url: string,
    private readonly defaults: Call = {},
  ) {}

  /** The same client, as a person. */
  as({ token, company }: { token: string; company: string }): Api {
    return new Api(this.url, { ...this.defaults, token, company });
  }

  async get(path: string, call: Call = {}): Promise<ApiResponse> {
    return this.send('GET', path, call);
  }

  async post(path: string, body?: unknown, call: Call = {}): Promise<ApiResponse> {
    return this.send('POST', path, { ...call, body });
  }

  async send(method: string, path: string, call: Call = {}): Promise<ApiResponse> {
    const { token, company, headers, body } = { ...this.defaults, ...call };
    const all: Record<string, string | undefined> = {
      Authorization: token === undefined ? undefined : `Bearer ${token}`,
      'Wethod-Company': company,
      'Wethod-Version': '2024-06-15',
      'Content-Type': 'application/json',
      ...headers,
    };
    const response = await fetch(this.url + path, {
      method,
      headers: Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ...(body === undefined ? {} : { body: isRaw(body) ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: parse(text, response.headers.get('content-type') ?? ''),
      text,
    };
  }
}

/** A body that is sent as it is. */
function isRaw(body: unknown): body is string | Buffer<ArrayBuffer> {
  return typeof body === 'string' || Buffer.isBuffer(body);
}

/** A call with an Idempotency-Key. */
export const withKey = (key: string): Call => ({ headers: { 'Idempotency-Key': key } });

/** Lines of JSON as a list, CSV and plain text as they are. */
function parse(text: string, type: string): unknown {
  if (/^text\/(csv|plain)/.test(type)) return text;
  if (!type.startsWith('application/x-ndjson')) return text === '' ? undefined : JSON.parse(text);
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as unknown);
}

/** The body of a 400. */
export function invalidData(...failures: { field: string; message: unknown }[]): object {
  return {
    key: 'invalid_data',
    message: "You provided invalid data. Check 'failures' for details.",
    failures,
  };
}

/** An instant as the API writes it. */
export const INSTANT: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
