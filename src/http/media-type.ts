import { type IncomingHttpHeaders } from 'node:http';
import { UnsupportedMediaTypeError } from './api-error';

const TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;
/** A parameter: a name and a value, bare or in quotes. */
const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))\s*/g;

/**
 * Which of the media types a body has. It must be in UTF-8 and not compressed; other parameters do not matter. Throws an
 * UnsupportedMediaTypeError that names what is wrong: the type, the charset or the encoding.
 */
export function mediaTypeOf(headers: IncomingHttpHeaders, types: readonly string[]): string {
  const { 'content-type': header, 'content-encoding': encoding } = headers;
  const expected = `Send ${types.join(' or ')}`;
  if (encoding !== undefined && !/^(identity)?$/i.test(encoding)) throw compressed(headers);
  if (header === undefined || header.trim() === '') {
    throw new UnsupportedMediaTypeError(`The body has no Content-Type. ${expected}.`);
  }
  const end = header.indexOf(';');
  const type = (end === -1 ? header : header.slice(0, end)).trim().toLowerCase();
  const known = types.find((candidate) => candidate === type);
  if (known === undefined) {
    const problem = TYPE.test(type) ? 'is not taken here' : 'is not one media type';
    throw new UnsupportedMediaTypeError(`Content-Type: ${header} ${problem}. ${expected}.`);
  }
  const charset = charsetOf(end === -1 ? '' : header.slice(end));
  if (charset !== undefined && !isUtf8Name(charset)) {
    throw new UnsupportedMediaTypeError(`The charset ${charset} is not taken here. Send the body in UTF-8.`);
  }
  return known;
}

export function compressed({ 'content-encoding': encoding }: IncomingHttpHeaders): UnsupportedMediaTypeError {
  return new UnsupportedMediaTypeError(
    `The body is compressed (Content-Encoding: ${encoding}). Send it uncompressed.`,
  );
}

function charsetOf(parameters: string): string | undefined {
  for (const [, name, quoted, bare] of parameters.matchAll(PARAMETER)) {
    if (name?.toLowerCase() === 'charset') return quoted?.replace(/\\(.)/g, '$1') ?? bare;
  }
  return undefined;
}

/** `UTF-8`, `utf8` and `utf_8` are one charset. */
const isUtf8Name = (charset: string): boolean => /^utf[-_ ]?8$/i.test(charset.trim());
