import { type INestApplication } from '@nestjs/common';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { LATEST_VERSION } from '../http/api-versions';
import { pageOptions } from './docs-page';
import { createDocument } from './document';
import { serveDocument } from './document-routes';
import { forPage } from './served-document';

export const DOCS_PATH = '/docs';

export interface SwaggerOptions {
  readonly publicUrl?: string | undefined;
  /** The slug of a company that readers of the page are likely to call for. */
  readonly company?: string | undefined;
  /** The document is made now, instead of when it is first asked for: that takes some tenths of a second. */
  readonly isMadeNow?: boolean | undefined;
}

/** Serves Swagger UI at /docs, and the document at /docs-json and /docs-yaml. */
export function setUpSwagger(
  app: INestApplication,
  { publicUrl, company, isMadeNow = false }: SwaggerOptions,
): void {
  let made: OpenAPIObject | undefined;
  const document = (): OpenAPIObject => (made ??= createDocument(app));
  if (isMadeNow) document();
  serveDocument(app, DOCS_PATH, document, publicUrl);
  SwaggerModule.setup(DOCS_PATH, app, () => forPage(document()), {
    customSiteTitle: 'Projects API',
    // The page takes the document from a script of its own.
    raw: false,
    swaggerOptions: pageOptions({ version: LATEST_VERSION, ...(company === undefined ? {} : { company }) }),
  });
}
