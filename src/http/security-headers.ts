import { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';

/** What an API returns is data: nothing of it may be run, framed, guessed at or kept by a cache of others. */
export const DATA_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache, private',
} as const;
const NAMES = Object.keys(DATA_HEADERS) as (keyof typeof DATA_HEADERS)[];

/** The headers of every response, unless its route is a page. */
export function dataHeaders(_: Request, response: Response, next: NextFunction): void {
  for (const name of NAMES) response.setHeader(name, DATA_HEADERS[name]);
  next();
}

/** The usual headers of pages. Their policy leaves room for what Swagger UI brings: inline styles and data: images. */
export function pageHeaders(): RequestHandler {
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
    xFrameOptions: { action: 'deny' },
  });
}
