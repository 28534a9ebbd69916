import { type OpenAPIObject } from '@nestjs/swagger';
import { CALLER_HEADERS } from './request-headers';
import { addressOf, forPage } from './served-document';

const document = {
  openapi: '3.0.3',
  info: { title: 'Projects API', version: '2024-06-15', description: 'What it is.' },
  servers: [{ url: 'http://localhost:3000' }],
  security: [{ token: [] }],
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  paths: {
    '/api/projects': {
      get: { parameters: [{ name: 'limit', in: 'query' }, ...CALLER_HEADERS], responses: {} },
    },
  },
} satisfies OpenAPIObject;

describe('addressOf', () => {
  const addressFor = (host: string | undefined, publicUrl?: string): unknown =>
    addressOf({ protocol: 'http', headers: host === undefined ? {} : { host } }, publicUrl);

  it.each(['127.0.0.1:3000', 'projects.internal', 'localhost:8080', '[::1]:3000'])(
    'is the host that the client asked: %s',
    (host) => {
      expect(addressFor(host)).toBe(`http://${host}`);
    },
  );

  it.each([undefined, ''])('is unknown if the request names no host: %j', (host) => {
    expect(addressFor(host)).toBeUndefined();
  });

  it('is rather the one that the operator gives', () => {
    expect(addressFor('127.0.0.1:3000', 'https://projects.example.com')).toBe('https://projects.example.com');
  });
});

describe('forPage', () => {
  it('asks for the company and the version once, and calls the server of the page', () => {
    const page = forPage(document);
    expect(page).toMatchObject({
      servers: [{ url: '/' }],
      security: [{ token: [], company: [], version: [] }],
      paths: { '/api/projects': { get: { parameters: [{ name: 'limit', in: 'query' }] } } },
    });
    expect(page.components!.securitySchemes).toEqual({
      token: { type: 'http', scheme: 'bearer' },
      company: {
        type: 'apiKey',
        in: 'header',
        name: 'Wethod-Company',
        description: 'The slug of the company',
      },
      version: {
        type: 'apiKey',
        in: 'header',
        name: 'Wethod-Version',
        description: 'The version of the API: 2024-06-15, or a later date',
      },
    });
    expect(document.security).toEqual([{ token: [] }]);
  });
});
