import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** A fenced block of a Markdown file. */
export interface CodeBlock {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** The paragraph before it. */
  readonly lead: string;
}

export function codeBlocksOf(file: string): CodeBlock[] {
  const markdown = readFileSync(join(ROOT, file), 'utf8');
  return [...markdown.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(({ index, 1: language, 2: text }) => ({
    file,
    line: markdown.slice(0, index).split('\n').length,
    language: language!,
    text: text!,
    lead: markdown.slice(0, index).trimEnd().split('\n\n').at(-1)!,
  }));
}

/** The name of the file as which a reader saves the block: `Save this one as …`. */
export const savedAs = ({ lead }: CodeBlock): string | undefined => /\bas `([\w-]+\.\w+)`/.exec(lead)?.[1];

/** The status that the paragraph before the block says that it gets, in parentheses. */
export const saidStatus = ({ lead }: CodeBlock): string | undefined => /\(([1-5]\d\d)\)/.exec(lead)?.[1];
