import { type INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { type Request } from 'express';
import { LATEST_VERSION } from '../http/api-versions';
import { pageOptions } from './docs-page';
import { createDocument } from './document';
import { forPage, withServer } from './served-document';

export const DOCS_PATH = '/docs';

export interface SwaggerOptions {
  readonly publicUrl?: string | undefined;
  /** The slug of a company that readers of the page are likely to call for. */
  readonly company?: string | undefined;
}

/** Serves Swagger UI at /docs, and the document at /docs-json and /docs-yaml. It is made when first asked for. */
export function setUpSwagger(app: INestApplication, { publicUrl, company }: SwaggerOptions): void {
  SwaggerModule.setup(DOCS_PATH, app, () => createDocument(app), {
    customSiteTitle: 'Projects API',
    // The page takes the document from a script of its own.
    patchDocumentOnRequest: (asked, _, document) => {
      const request = asked as Request;
      return request.path.endsWith('.js') ? forPage(document) : withServer(document, request, publicUrl);
    },
    swaggerOptions: pageOptions({ version: LATEST_VERSION, ...(company === undefined ? {} : { company }) }),
  });
}
