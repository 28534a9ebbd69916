import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestApp } from '../support/app';
import { createCompany, type TestCompany } from '../support/builders/company';
import { countRows } from '../support/queries';
import { type CliBench, type CliResult, startCli } from './cli';

export const MAIN = join(__dirname, '../../dist/cli/main.js');

/** Commands that import and export files of a company, which is another one in each test. */
export interface BulkFiles {
  readonly company: TestCompany;
  readonly cli: CliBench;
  readonly place: (name: string) => string;
  readonly remote: () => string[];
  /** How many projects the company has. */
  readonly count: () => Promise<number>;
  readonly importFile: (name: string, content: string, ...options: string[]) => Promise<CliResult>;
}

export function useBulkFiles(service: TestApp): BulkFiles {
  let company: TestCompany;
  let cli: CliBench;
  beforeAll(async () => {
    if (!existsSync(MAIN)) throw new Error('Build it first: npm run build');
    cli = await startCli();
  });
  beforeEach(async () => {
    company = await createCompany(service.database);
    cli.settings = { PROJECTS_API_TOKEN: company.token };
  });
  afterAll(async () => {
    await cli.stop();
  });
  const place = (name: string): string => join(cli.folder, name);
  const remote = (): string[] => ['--url', service.url, '--company', company.company];
  return {
    get company() {
      return company;
    },
    get cli() {
      return cli;
    },
    place,
    remote,
    count: () => countRows(service.database, 'projects', company.companyId),
    importFile: async (name, content, ...options) => {
      await writeFile(place(name), content);
      return cli.run('projects', 'import', place(name), ...remote(), ...options);
    },
  };
}

export const summary = (text: string): unknown =>
  expect.stringMatching(new RegExp(`^\\d+ lines? in \\d+\\.\\d s \\(\\d+ a second\\): ${text}$`));
