import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '../..');

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile());
}

/** SQL that writes to a table or locks it, wherever it stands in the text of a file. */
const writes = (table: string): RegExp =>
  new RegExp(
    String.raw`\b(insert\s+into|update|delete\s+from|merge\s+into|truncate(\s+table)?|lock\s+table|copy)\s+(only\s+)?"?${table}\b`,
    'i',
  );

describe('the layout', () => {
  it('keeps the dependency rules', () => {
    const cruiser = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const output = execFileSync(process.execPath, [cruiser, 'src', '--output-type', 'json'], {
      cwd: ROOT,
      maxBuffer: 100_000_000,
    });
    const { summary } = JSON.parse(output.toString()) as {
      summary: { violations: object[]; totalCruised: number };
    };
    expect(summary.violations).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(50);
  }, 60_000);

  it('has no folder deeper than src/x/y', () => {
    const deep = filesBelow(join(ROOT, 'src'))
      .map((file) => relative(ROOT, file))
      .filter((file) => file.split('/').length > 4);
    expect(deep).toEqual([]);
  });

  it('starts the service alike in a container and with npm', () => {
    const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
    const [, command] = /^CMD (\[.*\])$/m.exec(text('Dockerfile'))!;
    const { scripts } = JSON.parse(text('package.json')) as { scripts: { start: string } };
    expect(scripts.start.split(' && ').at(-1)).toBe((JSON.parse(command!) as string[]).join(' '));
  });

  it('imports what @nestjs/swagger does not export in one place', () => {
    const importers = ['src', 'test']
      .flatMap((folder) => filesBelow(join(ROOT, folder)))
      .filter((file) => file !== __filename && readFileSync(file, 'utf8').includes('@nestjs/swagger/dist/'))
      .map((file) => relative(ROOT, file));
    expect(importers).toEqual(['src/fields/swagger-internals.ts']);
  });

  it('writes projects and their history in src/projects alone, and an event of the history in one statement', () => {
    const isOurs = (file: string): boolean =>
      file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.includes('/migrations/');
    const writersOf = (table: string): string[] =>
      filesBelow(join(ROOT, 'src'))
        .filter((file) => isOurs(file) && writes(table).test(readFileSync(file, 'utf8')))
        .map((file) => relative(ROOT, file));
    expect(writersOf('projects').filter((file) => !file.startsWith('src/projects/'))).toEqual([]);
    expect(writersOf('project_events')).toEqual(['src/projects/sql/project-history.sql.ts']);
  });

  it('reads the environment in one place', () => {
    const readers = filesBelow(join(ROOT, 'src'))
      .filter((file) => !file.endsWith('.spec.ts') && readFileSync(file, 'utf8').includes('process.env'))
      .map((file) => relative(ROOT, file));
    expect(readers).toEqual(['src/config/env.ts']);
  });
});
