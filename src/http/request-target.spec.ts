import fc from 'fast-check';
import { type InvalidDataError } from './api-error';
import { readTarget } from './request-target';

const urlOf = (target: string): string => readTarget(target).url;

function failuresOf(target: string): unknown {
  try {
    return readTarget(target);
  } catch (error) {
    return (error as InvalidDataError).failures;
  }
}

describe('readTarget', () => {
  it.each([
    ['/api/projects?limit=1', '/api/projects?limit=1'],
    ['/api/projects/42%3Aarchive', '/api/projects/42:archive'],
    ['/%61pi/%70rojects%3aimport?dry_run=true', '/api/projects:import?dry_run=true'],
    ['/api/%2e/projects', '/api/projects'],
    ['/api/clients/../projects', '/api/projects'],
    ['/api/..', '/'],
    ['/../../api/.', '/api/'],
    ['/a/..b/.c/d.', '/a/..b/.c/d.'],
    ['*', '*'],
    ['/a?x=/../b', '/a?x=/../b'],
    // A slash, a percent sign and what is no ASCII are data where they are encoded.
    ['/api/projects/by-external/crm/a%2fb%25%c3%a9', '/api/projects/by-external/crm/a%2Fb%25%C3%A9'],
    ['/api/projects?%6cimit=1&a=%26%3D%3a', '/api/projects?limit=1&a=%26%3D%3A'],
    // Nor is a query decoded that has a lone %: "%%32e" would become an escape.
    ['/api?a=100%&b=%%32e', '/api?a=100%&b=%%32e'],
  ])('reads %s as %s', (target, url) => {
    expect(readTarget(target)).toEqual({ url });
  });

  it.each([
    ['http://example.com/api/projects?a=http://b', 'example.com', '/api/projects?a=http://b'],
    ['HTTPS://me:secret@[::1]:80/api', '[::1]:80', '/api'],
    ['http://example.com', 'example.com', '/'],
    ['http://example.com?limit=1', 'example.com', '/?limit=1'],
  ])('reads the absolute form %s', (target, host, url) => {
    expect(readTarget(target)).toEqual({ host, url });
  });

  it.each([
    ['/api/projects#top', 'must not contain #: write it as %23'],
    ['/api/projects?name=C#', 'must not contain #: write it as %23'],
    ['ftp://example.com/api', 'must begin with / or be an http URL'],
    ['http:///api', 'must begin with / or be an http URL'],
    ['http://a:b:c/api', 'must begin with / or be an http URL'],
    ['http://[/api', 'must begin with / or be an http URL'],
    ['/api/100%', 'must not contain a % that begins no escape: write it as %25'],
    ['/api/%%32e', 'must not contain a % that begins no escape: write it as %25'],
    ['example.com:80', 'must begin with / or be an http URL'],
  ])('refuses %s', (target, message) => {
    expect(failuresOf(target)).toEqual([{ field: 'path', message }]);
  });

  it('changes nothing that it has read before, and nothing that decoding shows', () => {
    const pieces = ['a', '/', '.', ':', '%2e', '%2F', '%3A', '%25', '32e', '?', '=', '&', ';', '~'];
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((some) => some.join(''));
    fc.assert(
      fc.property(text, (rest) => {
        const url = urlOf(`/${rest}`);
        expect(urlOf(url)).toBe(url);
        expect(url.startsWith('/')).toBe(true);
      }),
    );
  });

  it('reads a segment in any spelling as the segment', () => {
    const percent = (character: string): string =>
      `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    const plain = fc.constantFrom(...Array.from("abcXYZ019-_~!$&'()*+,;=:@"));
    fc.assert(
      fc.property(fc.array(fc.tuple(plain, fc.boolean()), { minLength: 1 }), (characters) => {
        const spelled = characters.map(([character, isEncoded]) =>
          isEncoded ? percent(character) : character,
        );
        expect(urlOf(`/api/${spelled.join('')}`)).toBe(`/api/${characters.map(([c]) => c).join('')}`);
      }),
    );
  });
});
