import { InvalidDataError } from './api-error';
import { isHost } from './host';

/** The path and query that a request is for, and the host if the request line names one. */
export interface RequestTarget {
  readonly url: string;
  readonly host?: string;
}

/** What most targets have none of: another start than a slash, a percent sign, a fragment, a dot segment. */
const IS_SPECIAL = /^[^/]|[%#]|\/\.\.?(?:[/?]|$)/;

/** Characters that mean the same percent-encoded or not: in a path more than in a query, where `&` and `=` separate. */
const PLAIN_IN_PATH = /[\w.~!$&'()*+,;=:@-]/;
const PLAIN_IN_QUERY = /[\w.~-]/;
const LONE_PERCENT = /%(?![0-9a-f]{2})/i;

/**
 * One spelling for all targets that RFC 3986 and RFC 9112 call equal, so that nothing behind it depends on how a URL was
 * spelled. What else is percent-encoded, a slash for example, stays so. Throws an InvalidDataError.
 */
export function readTarget(target: string): RequestTarget {
  if (!IS_SPECIAL.test(target)) return { url: target };
  // A browser keeps what stands behind # to itself, so it is a # in a value that was not encoded.
  if (target.includes('#')) throw invalidPath('must not contain #: write it as %23');
  const [, host, rest] = /^https?:\/\/(?:[^/?@]*@)?([^/?]+)(.*)$/i.exec(target) ?? [];
  const { path, query } = split(rest ?? target);
  const isPath = path === '' || path === '*' || path.startsWith('/');
  if (!isPath || (host !== undefined && !isHost(host)))
    throw invalidPath('must begin with / or be an http URL');
  if (LONE_PERCENT.test(path))
    throw invalidPath('must not contain a % that begins no escape: write it as %25');
  const url = withoutDotSegments(decodePlain(path, PLAIN_IN_PATH)) + decodePlain(query, PLAIN_IN_QUERY);
  return host === undefined ? { url } : { url, host };
}

function split(text: string): { path: string; query: string } {
  const end = text.indexOf('?');
  return end === -1 ? { path: text, query: '' } : { path: text.slice(0, end), query: text.slice(end) };
}

/** Leaves a text with a lone % alone: decoding around it could make an escape of it. */
function decodePlain(text: string, plain: RegExp): string {
  if (LONE_PERCENT.test(text)) return text;
  return text.replace(/%([0-9a-f]{2})/gi, (escape, hex: string) => {
    const character = String.fromCharCode(parseInt(hex, 16));
    return plain.test(character) ? character : escape.toUpperCase();
  });
}

/** `/a/./b/../c` is `/a/c`. The empty path of a URL that is only a host is `/`. */
function withoutDotSegments(path: string): string {
  if (path === '') return '/';
  if (!/\/\.\.?(?:\/|$)/.test(path)) return path;
  const kept: string[] = [];
  const segments = path.slice(1).split('/');
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  // A dot segment at the end names the folder: its slash stays.
  if (/^\.\.?$/.test(segments.at(-1)!)) kept.push('');
  return `/${kept.join('/')}`;
}

const invalidPath = (message: string): InvalidDataError => new InvalidDataError([{ field: 'path', message }]);
