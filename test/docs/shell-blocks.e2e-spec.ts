import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useService } from '../support/app';
import { createDemo } from '../support/demo';
import { type CodeBlock, codeBlocksOf, ROOT, saidStatus, savedAs } from './code-blocks';
import { type BlockResult, Reader } from './reader';

/** Documents that are read one after the other, in a shell for each group. */
const GROUPS: readonly (readonly string[])[] = [
  ['README.md', 'docs/tutorial.md'],
  ['docs/guides/import-and-export.md'],
  ['docs/guides/generate-a-client.md'],
];

/** The beginnings of blocks that do what the tests do, and are not run here: the last has a test in `tools/`. */
const NOT_RUN = ['npm ci && npm start\n', 'npx jest ', 'export OTEL_SERVICE_NAME='];

const DOCUMENTS = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md') && !file.startsWith('decisions'))
  .map((file) => join('docs', file));

const isRun = ({ language, text }: CodeBlock): boolean =>
  language === 'sh' && !NOT_RUN.some((start) => text.startsWith(start));
const groups = GROUPS.map((files) => ({ files, blocks: files.flatMap(codeBlocksOf) }));
const commands = groups.flatMap(({ blocks }) => blocks.filter(isRun));

const service = useService();
const results = new Map<CodeBlock, BlockResult>();

beforeAll(async () => {
  const { token } = await createDemo(service.database);
  for (const { blocks } of groups) {
    const reader = await Reader.at(service.url, service.database.url, token);
    for (const block of blocks) {
      const name = savedAs(block);
      if (name !== undefined) writeFileSync(join(reader.folder, name), block.text);
    }
    const run = blocks.filter(isRun);
    (await reader.run(run)).forEach((result, index) => results.set(run[index]!, result));
    await reader.leave();
  }
}, 90_000);

const nameOf = ({ file, line }: CodeBlock): string => `${file}:${line}`;

it('knows all documents with commands', () => {
  const all = ['README.md', ...DOCUMENTS].flatMap(codeBlocksOf).filter(({ language }) => language === 'sh');
  expect(all.filter(isRun).map(nameOf).sort()).toEqual(commands.map(nameOf).sort());
  expect(NOT_RUN.filter((start) => !all.some(({ text }) => text.startsWith(start)))).toEqual([]);
});

it.each(commands.map((block) => [nameOf(block), block] as const))('%s does what it says', (_, block) => {
  const { output, statuses, failed } = results.get(block)!;
  expect(failed).toEqual([]);
  const status = saidStatus(block);
  if (status === undefined) {
    expect(statuses.filter((some) => !some.startsWith('2'))).toEqual([]);
    expect(output).not.toMatch(/"status":"(refused|not_created|stopped)"/);
  } else {
    expect(new Set(statuses)).toEqual(new Set([status]));
  }
});

/** The JSON in an output or a document, whenever it was made. */
const bodyIn = (text: string): unknown =>
  JSON.parse(
    text
      .slice(text.indexOf('\n{') + 1)
      .replaceAll('\n', '')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<instant>'),
  );

it('the first response is as the README prints it', () => {
  const [create] = commands;
  const printed = codeBlocksOf('README.md').find(({ text }) => text.startsWith('{"id":1,'))!;
  expect(bodyIn(results.get(create!)!.output)).toEqual(bodyIn(`\n${printed.text}`));
});

it('readers have the projects that the documents create', async () => {
  const projects = await service.database.query<{ name: string }>(
    "select name from projects where company_id = (select id from companies where slug = 'harbour-studio') order by id",
  );
  expect(projects.map(({ name }) => name)).toEqual(['Night ferry', 'Island ferry', 'Pier one', 'Pier two']);
});
