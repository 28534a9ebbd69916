import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Express, type Response } from 'express';
import { entityTag, entityTagOfText } from './entity-tag';
import { SERVER_OPTIONS } from './client-errors';
import { createExpressServer } from './node-20';
import { boundOf, RawJson, type Page } from './raw-json';
import { isKnown } from './preconditions';

/** The header `Link` of a page; undefined if no page follows it. */
type NextLink = (requestUrl: string, page: Page) => string | undefined;
type Item = Readonly<Record<string, unknown>>;

/**
 * Sends what handlers return. Items get their entity tag here, and lists their link to the next page: interceptors would
 * do it, too, but each of them costs a request as much as everything that this service does for it.
 */
export class JsonAdapter extends ExpressAdapter {
  constructor(private readonly nextLink: NextLink) {
    const app = express();
    // Nest makes the router at once, and Express gives it the settings of that moment.
    super(app.enable('case sensitive routing'));
  }

  override initHttpServer(): void {
    this.setHttpServer(createExpressServer(SERVER_OPTIONS, this.getInstance<Express>()));
  }

  override reply(response: Response, body: unknown, statusCode?: number): void {
    if (statusCode !== undefined) response.status(statusCode);
    if (!isJson(body)) {
      super.reply(response, body, statusCode);
      return;
    }
    const raw = body instanceof RawJson ? body : undefined;
    const text = raw?.text ?? JSON.stringify(body);
    const page = raw === undefined ? pageOf(body) : raw.page;
    if (page !== undefined) {
      const link = this.nextLink(response.req.originalUrl, page);
      if (link !== undefined) response.setHeader('Link', link);
      if (page.syncUntil !== undefined) response.setHeader('X-Sync-Until', page.syncUntil.toISOString());
    } else if (isTagged(response, raw === undefined ? (body as Item) : (raw.item ?? text))) {
      response.status(304).end();
      return;
    }
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    const size = Buffer.byteLength(text);
    response.setHeader('Content-Length', size);
    // ASCII is the same bytes in Latin-1, which Node copies instead of encoding it: an eighth of the CPU of a page.
    response.end(text, size === text.length ? 'latin1' : 'utf8');
  }
}

function pageOf(body: object): Page | undefined {
  if (!Array.isArray(body)) return undefined;
  const items = body as readonly (Item & { readonly id: number })[];
  const last = items.at(-1);
  return { count: items.length, lastId: last?.id ?? null, last, syncUntil: boundOf(body) };
}

function isJson(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !(body instanceof StreamableFile);
}

/** Gives an item its tag, and returns whether the reader knows it. What is deleted or only would be has none. */
function isTagged(response: Response, item: Item | string): boolean {
  const { method, headers } = response.req;
  const isRead = method === 'GET' || method === 'HEAD';
  const tag = tagOf(item, isRead);
  if (tag === undefined) return false;
  response.setHeader('ETag', tag);
  return isRead && isKnown(headers['if-none-match'], tag);
}

function tagOf(item: Item | string, isRead: boolean): string | undefined {
  if (typeof item === 'string') {
    // What is read exists. What a write has made is another text each time.
    if (isRead) return entityTagOfText(item);
    return tagOf(JSON.parse(item) as Item, isRead);
  }
  if (item.id === null || Object.keys(item).length === 0) return undefined;
  return entityTag(item);
}
