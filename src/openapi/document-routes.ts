import { type INestApplication } from '@nestjs/common';
import { type OpenAPIObject } from '@nestjs/swagger';
import { type Request, type Response } from 'express';
import { stringify } from 'yaml';
import { addressOf } from './served-document';

/** Stands for the address of the service in the texts, which are made once. */
const ADDRESS = 'https://address.of.the.service';

interface Made {
  readonly parts: readonly [before: Buffer, after: Buffer];
  readonly ownAddress: string;
}

/**
 * Serves the document as JSON and as YAML. Both are large: they are made once, and all responses share their bytes, or
 * else readers without a token could keep the process busy and fill its memory.
 */
export function serveDocument(
  app: INestApplication,
  path: string,
  makeDocument: () => OpenAPIObject,
  publicUrl?: string,
): void {
  const formats = [
    ['json', 'application/json; charset=utf-8', JSON.stringify],
    ['yaml', 'text/yaml; charset=utf-8', stringify],
  ] as const;
  for (const [name, type, format] of formats) {
    let made: Made | undefined;
    app.getHttpAdapter().get(`${path}-${name}`, (request: Request, response: Response) => {
      made ??= textOf(makeDocument(), format);
      const [before, after] = made.parts;
      // A string of JSON is one of YAML, too.
      const address = Buffer.from(JSON.stringify(addressOf(request, publicUrl) ?? made.ownAddress));
      response.setHeader('Content-Type', type);
      response.setHeader('Content-Length', before.length + address.length + after.length);
      response.write(before);
      response.write(address);
      response.end(after);
    });
  }
}

/** The bytes before and after the address, and the address of the document itself. */
function textOf(document: OpenAPIObject, format: (value: object) => string): Made {
  const text = format({ ...document, servers: [{ url: ADDRESS }] });
  const [before, after] = text.split(new RegExp(`"?${ADDRESS}"?`));
  return { parts: [Buffer.from(before!), Buffer.from(after!)], ownAddress: document.servers![0]!.url };
}
