import { mediaTypeOf } from './media-type';

const JSON_TYPE = ['application/json'];
const read = (header: string | undefined, encoding?: string, types = JSON_TYPE): string =>
  mediaTypeOf({ 'content-type': header, 'content-encoding': encoding }, types);

describe('mediaTypeOf', () => {
  it.each([
    'application/json',
    'Application/JSON',
    ' application/json ; ',
    'application/json; charset=utf-8',
    'application/json;charset=UTF8',
    'application/json; charset="utf-8"',
    'application/json; Charset=Utf-8',
    'application/json; charset=utf_8',
    'application/json; odata=verbose; charset=utf-8',
    'application/json; profile="a; charset=utf-16"; ieee754compatible=true',
  ])('takes %s', (header) => {
    expect(read(header)).toBe('application/json');
  });

  it('takes the type that the header names', () => {
    const types = ['application/x-ndjson', 'text/csv'];
    expect(read('text/csv; header=present; charset=utf-8', undefined, types)).toBe('text/csv');
    expect(read('Application/X-NDJSON', 'identity', types)).toBe('application/x-ndjson');
  });

  it.each<[string | undefined, string | undefined, string]>([
    [undefined, undefined, 'The body has no Content-Type. Send application/json.'],
    ['', undefined, 'The body has no Content-Type. Send application/json.'],
    ['text/plain', undefined, 'Content-Type: text/plain is not taken here. Send application/json.'],
    [
      'application/vnd.api+json',
      undefined,
      'Content-Type: application/vnd.api+json is not taken here. Send application/json.',
    ],
    [
      'application/json, application/json',
      undefined,
      'Content-Type: application/json, application/json is not one media type. Send application/json.',
    ],
    ['json', undefined, 'Content-Type: json is not one media type. Send application/json.'],
    [
      'application/json; charset=utf-16',
      undefined,
      'The charset utf-16 is not taken here. Send the body in UTF-8.',
    ],
    [
      'application/json; odata=verbose; charset="ISO-8859-1"',
      undefined,
      'The charset ISO-8859-1 is not taken here. Send the body in UTF-8.',
    ],
    ['application/json', 'gzip', 'The body is compressed (Content-Encoding: gzip). Send it uncompressed.'],
  ])('refuses %s %s by name', (header, encoding, message) => {
    expect(() => read(header, encoding)).toThrow(message);
  });
});
