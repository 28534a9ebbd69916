import { type INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { type Request } from 'express';
import { createDocument } from './document';
import { forPage, withServer } from './served-document';

export const DOCS_PATH = '/docs';

/** Serves Swagger UI at /docs, and the document at /docs-json and /docs-yaml. It is made when first asked for. */
export function setUpSwagger(app: INestApplication, publicUrl?: string): void {
  SwaggerModule.setup(DOCS_PATH, app, () => createDocument(app), {
    customSiteTitle: 'Projects API',
    // The page takes the document from a script of its own.
    patchDocumentOnRequest: (asked, _, document) => {
      const request = asked as Request;
      return request.path.endsWith('.js') ? forPage(document) : withServer(document, request, publicUrl);
    },
    swaggerOptions: {
      // A reload must not ask for the token again.
      persistAuthorization: true,
      displayRequestDuration: true,
      // The badge would send the document to a server of somebody else.
      validatorUrl: null,
    },
  });
}
