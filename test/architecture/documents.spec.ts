import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = join(__dirname, '../..');
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'bench/README.md',
  'tools/README.md',
  'clients/typescript/README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

/** The anchor that renderers of Markdown make of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-');
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^```[^]*?^```/gm, '');
}

function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

function anchorsOf(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));
}

/** The links to other files and to headings that lead nowhere. */
function brokenLinks(page: string): string[] {
  const links = [...withoutCode(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path, anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path!);
    if (!existsSync(resolve(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(textOf(target)).includes(anchor);
  });
}

describe('the documents', () => {
  it.each(PAGES)('%s has no link that leads nowhere', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('are all linked from the README or from the index of the decisions', () => {
    const linked = ['README.md', 'docs/decisions/README.md'].flatMap((page) =>
      [...textOf(page).matchAll(/\]\(([^)#\s]+)\)/g)].map(([, link]) => join(dirname(page), link!)),
    );
    const pages = PAGES.filter((page) => page.startsWith('docs/'));
    expect(pages.filter((page) => !linked.includes(page))).toEqual([]);
  });

  it('have a README of at most 150 lines', () => {
    expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(151);
  });

  it('explain every key of an error under a heading of its own', () => {
    const keys = [...textOf('src/http/api-error.ts').matchAll(/readonly key = '([a-z_]+)'/g)].map(
      ([, key]) => key!,
    );
    expect(keys.length).toBeGreaterThan(10);
    const anchors = anchorsOf(textOf('docs/reference/errors.md'));
    expect(keys.filter((key) => !anchors.includes(key))).toEqual([]);
  });
});
