import { Injectable } from '@nestjs/common';
import { type Caller } from '../../auth/caller';
import { unavailabilityOf } from '../../database/database-errors';
import { ProjectMetadataRepository } from '../../project-metadata/project-metadata.repository';
import { CreateProjectDto } from '../dto/create-project.dto';
import { type ProjectQueryDto } from '../dto/project-query.dto';
import { COLUMN_OF_FIELD } from '../project-columns';
import { visibleProjects } from '../project-visibility';
import { type ReadProject, ProjectsRepository } from '../projects.repository';
import { fieldsOf } from '../../fields/field.decorator';
import { BulkShares } from './bulk-shares';
import { writeCells } from './csv';
import { type Format } from './line-reader';
import { retryWhile } from './retry-while';
import { inTimeSlices } from './time-slices';

/** How many projects one statement reads. */
const PAGE_SIZE = 500;
/** How many characters of the file are sent at once: what is not sent can be seen by then. */
const MAX_PIECE = 32 * 1024;

type Cell = string | number | null | undefined;
type Answer = Readonly<Record<string, Cell>>;

/** What an import takes, each with its key in the answer. */
const FIELDS = [...fieldsOf(CreateProjectDto).keys()].map(
  (name) => [name, COLUMN_OF_FIELD[name as keyof typeof COLUMN_OF_FIELD]] as const,
);

/** Reads what an import takes, page by page: nothing of it stays in memory. */
@Injectable()
export class ProjectExportService {
  constructor(
    private readonly projects: ProjectsRepository,
    private readonly metadata: ProjectMetadataRepository,
    private readonly shares: BulkShares,
  ) {}

  /** Pieces of the file. The first comes after the first page was read. */
  async *export(
    caller: Caller,
    query: Readonly<Partial<ProjectQueryDto>>,
    format: Format,
  ): AsyncGenerator<string> {
    const isCsv = format === 'csv';
    const columns = isCsv ? await this.metadataKeys(caller) : [];
    const header = isCsv ? writeCells([...FIELDS.map(([name]) => name), ...columns]) : '';
    const write = isCsv ? (answer: Answer): string => csvLine(answer, columns) : jsonLine;
    let piece = header;
    let isFirst = true;
    for await (const page of this.pages(caller, query)) {
      const lines = await inTimeSlices(page, ({ answer }) => write(JSON.parse(answer) as Answer));
      for (const line of lines) {
        piece += line;
        if (piece.length < MAX_PIECE) continue;
        yield piece;
        piece = '';
        isFirst = false;
      }
      if (isFirst || piece !== '') yield piece;
      isFirst = false;
      piece = '';
    }
  }

  private async *pages(
    caller: Caller,
    query: Readonly<Partial<ProjectQueryDto>>,
  ): AsyncGenerator<readonly ReadProject[]> {
    const visible = visibleProjects(caller);
    const read = (after: number): Promise<readonly ReadProject[]> =>
      this.shares.page(caller.companyId, () =>
        this.projects.list(caller, { ...query, limit: PAGE_SIZE, after }, visible),
      );
    let page = await read(0);
    for (;;) {
      yield page;
      if (page.length < PAGE_SIZE) return;
      const after = page.at(-1)!.id;
      // A response that has begun can't say that the service is busy.
      page = await retryWhile(
        (error) => unavailabilityOf(error) !== undefined,
        () => read(after),
      );
    }
  }

  private async metadataKeys(caller: Caller): Promise<string[]> {
    const keys: string[] = [];
    let after = 0;
    for (;;) {
      const page = await this.metadata.list(caller, { limit: PAGE_SIZE, after });
      keys.push(...page.map(({ id }) => `metadata_${id}`));
      if (page.length < PAGE_SIZE) return keys;
      after = page.at(-1)!.id;
    }
  }
}

/** In the order of the fields, and without those that are empty. */
function jsonLine(answer: Answer): string {
  const fields = FIELDS.map(([name, key]) => [name, answer[key]] as const);
  const metadata = Object.entries(answer).filter(([key]) => key.startsWith('metadata_'));
  const given = [...fields, ...metadata].filter(([, value]) => value !== null && value !== undefined);
  return `${JSON.stringify(Object.fromEntries(given))}\n`;
}

function csvLine(answer: Answer, metadataKeys: readonly string[]): string {
  const keys = [...FIELDS.map(([, key]) => key), ...metadataKeys];
  return writeCells(keys.map((key) => answer[key] ?? null));
}
