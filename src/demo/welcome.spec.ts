import { welcome } from './welcome';

describe('welcome', () => {
  it('says where the service is', () => {
    expect(welcome({ url: 'http://0.0.0.0:3000', demo: undefined })).toBe(
      [
        'The projects API listens on http://0.0.0.0:3000',
        '',
        'Base URL       http://127.0.0.1:3000/api',
        'Documentation  http://127.0.0.1:3000/docs',
        '',
      ].join('\n'),
    );
  });

  it('says how to use the demo company', () => {
    const demo = {
      company: 'demo',
      tokenExpression: "$(cat '/data/demo-token')",
      shownToken: 'kept in /data/demo-token',
    };
    const lines = welcome({ url: 'http://[::]:80', demo }).split('\n');
    expect(lines.slice(0, -2)).toEqual([
      'The projects API listens on http://[::]:80',
      '',
      'Base URL       http://[::1]:80/api',
      'Documentation  http://[::1]:80/docs',
      'Company        demo',
      'Token          kept in /data/demo-token',
      '',
      'Create a first project:',
      '',
    ]);
    expect(lines.at(-2)).toMatch(
      /^curl -i 'http:\/\/\[::1\]:80\/api\/projects' -H "Authorization: Bearer \$\(cat '\/data\/demo-token'\)" -H 'Wethod-Company: demo' -H 'Wethod-Version: 2024-06-15' -H 'Content-Type: application\/json' -d '\{"name":"First project",.*\}'$/,
    );
  });
});
