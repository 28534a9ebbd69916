import { type INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { createDocument } from './document';

export const DOCS_PATH = '/docs';

/** Serves Swagger UI at /docs, and the document at /docs-json and /docs-yaml. It is made when first asked for. */
export function setUpSwagger(app: INestApplication): void {
  SwaggerModule.setup(DOCS_PATH, app, () => createDocument(app), {
    customSiteTitle: 'Projects API',
    swaggerOptions: {
      // A reload must not ask for the token again.
      persistAuthorization: true,
      displayRequestDuration: true,
      // The badge would send the document to a server of somebody else.
      validatorUrl: null,
    },
  });
}
