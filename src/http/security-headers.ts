import { type RequestHandler } from 'express';
import helmet from 'helmet';

/** The usual headers. The policy leaves room for Swagger UI, whose page brings inline styles and data: images. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    // Without TLS in front the header is ignored, and with it this is the proxy's to decide.
    strictTransportSecurity: false,
  });
}
