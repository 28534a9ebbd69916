import { API_VERSIONS } from '../../src/http/api-versions';
import { useService } from '../support/app';
import { sendRaw } from '../support/raw-http';

const COMMAND = '$(cat &#39;data/demo-token&#39;)';

const plain = useService();
const demo = { company: 'demo', tokenExpression: "$(cat 'data/demo-token')" };
const withDemo = useService(() => ({ database: plain.database, demo }));

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

async function ask(url: string, accept?: string): Promise<{ response: Response; text: string }> {
  const response = await fetch(url, { headers: accept === undefined ? {} : { Accept: accept } });
  return { response, text: await response.text() };
}

describe('GET /', () => {
  it('is a page in a browser, which loads and runs nothing and has links that work', async () => {
    const { response, text } = await ask(`${plain.url}/`, BROWSER);
    const { headers } = response;
    expect({
      status: response.status,
      type: headers.get('content-type'),
      policy: headers.get('content-security-policy'),
      nosniff: headers.get('x-content-type-options'),
      vary: headers.get('vary'),
    }).toEqual({
      status: 200,
      type: 'text/html; charset=utf-8',
      policy: expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
      ) as string,
      nosniff: 'nosniff',
      vary: 'Accept',
    });
    expect(text).toContain(`<code>${plain.url}/api</code>`);
    expect(text).toContain('<meta name="viewport"');
    expect(text).not.toContain('curl');
    const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, link]) => link!);
    expect(links).toEqual(['/docs', '/docs-json', '/docs-yaml', '/health/ready']);
    for (const link of links) expect((await ask(plain.url + link)).response.status).toBe(200);
  });

  it('has the command for the demo company, which reads the token where the service was started', async () => {
    const { text } = await ask(`${withDemo.url}/`, BROWSER);
    expect(text).toContain(
      `<pre>curl -i &#39;${withDemo.url}/api/projects&#39; -H &quot;Authorization: Bearer ${COMMAND}&quot;`,
    );
    expect(text).toContain('Wethod-Company: demo');
  });

  it.each([undefined, '*/*', 'application/json', 'image/png', 'application/json, text/html;q=0.9'])(
    'is JSON for Accept: %s',
    async (accept) => {
      const { response, text } = await ask(`${withDemo.url}/`, accept);
      expect({
        status: response.status,
        vary: response.headers.get('vary'),
        body: JSON.parse(text) as unknown,
      }).toEqual({
        status: 200,
        vary: 'Accept',
        body: {
          name: 'projects-api',
          versions: API_VERSIONS,
          api: '/api',
          documentation: '/docs',
          openapi: '/docs-json',
          health: '/health/ready',
        },
      });
    },
  );

  it('has an address that works on the same machine for a request that names no host', async () => {
    const request = `GET / HTTP/1.0\r\nAccept: ${BROWSER}\r\n\r\n`;
    const { text } = await sendRaw(withDemo.url, request);
    expect(text).toContain('<code>http://127.0.0.1:3000/api</code>');
  });
});
