import { type INestApplication } from '@nestjs/common';
import { type OpenAPIObject } from '@nestjs/swagger';
import { type Request, type Response } from 'express';
import { addressOf } from './served-document';
import { yamlOf } from './yaml';

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
    ['yaml', 'text/yaml; charset=utf-8', yamlOf],
  ] as const;
  for (const [name, type, format] of formats) {
    let made: Promise<Made> | undefined;
    app.getHttpAdapter().get(`${path}-${name}`, async (request: Request, response: Response) => {
      made ??= textOf(makeDocument(), format);
      const { parts, ownAddress } = await made;
      const [before, after] = parts;
      // A string of JSON is one of YAML, too.
      const address = Buffer.from(JSON.stringify(addressOf(request, publicUrl) ?? ownAddress));
      response.setHeader('Content-Type', type);
      response.setHeader('Content-Length', before.length + address.length + after.length);
      response.write(before);
      response.write(address);
      response.end(after);
    });
  }
}

/** The bytes before and after the address, and the address of the document itself. */
async function textOf(
  document: OpenAPIObject,
  format: (value: object) => string | Promise<string>,
): Promise<Made> {
  const text = await format({ ...document, servers: [{ url: ADDRESS }] });
  const [before, after] = text.split(new RegExp(`"?${ADDRESS}"?`));
  return { parts: [Buffer.from(before!), Buffer.from(after!)], ownAddress: document.servers![0]!.url };
}
