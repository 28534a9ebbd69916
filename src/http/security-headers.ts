import { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';

/** What an API answers is data: nothing of it may be run, framed, guessed at or kept by a cache of others. */
const OF_DATA = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache, private',
} as const;
const NAMES = Object.keys(OF_DATA) as (keyof typeof OF_DATA)[];

/**
 * The usual headers for the pages of Swagger UI, and those that mean something for data everywhere else. The policy of
 * the pages leaves room for what they bring: inline styles and data: images.
 */
export function securityHeaders(): RequestHandler {
  const ofPages = helmet({
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
    xFrameOptions: { action: 'deny' },
  });
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!request.url.startsWith('/api/')) {
      ofPages(request, response, next);
      return;
    }
    for (const name of NAMES) response.setHeader(name, OF_DATA[name]);
    next();
  };
}
