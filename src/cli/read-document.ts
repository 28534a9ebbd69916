import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { CliError, unreadable } from './cli-error';

/** Far above any company, and far below what would keep the process busy. */
const MAX_BYTES = 10 * 1024 * 1024;
/** Enough to name things once; a small file must not grow into a huge one. */
const MAX_ALIASES = 100;

/** Reads a JSON or YAML file. JSON is YAML, so there is one parser, and a key that stands twice is an error in both. */
export async function readDocument(path: string): Promise<unknown> {
  const bytes = await readBytes(path);
  if (!isUtf8(bytes)) throw new CliError(`${path} is not valid UTF-8`);
  const lines = new LineCounter();
  try {
    const document = parseDocument(bytes.toString('utf8'), {
      version: '1.2',
      schema: 'core',
      strict: true,
      uniqueKeys: true,
      prettyErrors: false,
      logLevel: 'error',
      lineCounter: lines,
    });
    // A warning is about something that would not be read as it was written, a tag for example.
    const problems = [...document.errors, ...document.warnings].map(({ pos, message }) => {
      const { line, col } = lines.linePos(pos[0]);
      return `${path}:${line}:${col} ${message}`;
    });
    if (problems.length > 0) throw new CliError(problems.join('\n'));
    return document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
  } catch (error) {
    if (error instanceof CliError) throw error;
    // Too many aliases, or nested deeper than the parser can go.
    throw new CliError(`${path} can not be read: ${(error as Error).message}`, { cause: error });
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new CliError(`${path} is larger than ${MAX_BYTES / 1024 / 1024} MB`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw unreadable(path, error);
  }
}
