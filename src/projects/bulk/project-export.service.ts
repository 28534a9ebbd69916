import { Injectable } from '@nestjs/common';
import { type Caller } from '../../auth/caller';
import { unavailabilityOf } from '../../database/database-errors';
import { ProjectMetadataRepository } from '../../project-metadata/project-metadata.repository';
import { formatCursor } from '../../company-repository/event-cursor';
import { InvalidDataError } from '../../http/api-error';
import { visibleProjects } from '../project-visibility';
import { type ReadProject, ProjectsRepository } from '../projects.repository';
import { BulkShares } from './bulk-shares';
import { writeCells } from './csv';
import { type ExportQueryDto } from './export-query.dto';
import { ALL_METADATA, columnOf, type FileColumn, IMPORTED, isMetadata } from './file-columns';
import { type Format } from './line-reader';
import { retryWhile } from './retry-while';
import { inTimeSlices } from './time-slices';

/** How many projects one statement reads. */
const PAGE_SIZE = 500;
/** How many characters of the file are sent at once: what is not sent can be seen by then. */
const MAX_PIECE = 32 * 1024;

type Cell = string | number | boolean | null | undefined;
type ProjectJson = Readonly<Record<string, Cell>>;

/** Writes the file of one format and its columns. */
interface Writer {
  readonly header: string;
  readonly write: (response: ProjectJson) => string;
}

type Query = Readonly<Partial<ExportQueryDto>>;

/** Reads projects page by page: nothing of them stays in memory. */
@Injectable()
export class ProjectExportService {
  constructor(
    private readonly projects: ProjectsRepository,
    private readonly metadata: ProjectMetadataRepository,
    private readonly shares: BulkShares,
  ) {}

  /** The cursor from which the feed has every change that a file lacks whose reading begins after this call. */
  async feedCursor(caller: Caller): Promise<string> {
    return formatCursor(await this.projects.feedPosition(caller));
  }

  /** Pieces of the file. The first comes after the first page was read. */
  async *export(caller: Caller, { fields, ...query }: Query, format: Format): AsyncGenerator<string> {
    const { header, write } = await this.writerOf(caller, fields, format);
    let piece = header;
    let isFirst = true;
    for await (const page of this.pages(caller, query)) {
      const lines = await inTimeSlices(page, ({ response }) => write(JSON.parse(response) as ProjectJson));
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

  private async writerOf(caller: Caller, fields: Query['fields'], format: Format): Promise<Writer> {
    if (format === 'ndjson' && fields === undefined) return { header: '', write: importedLine };
    const columns = await this.columnsOf(caller, fields);
    if (format === 'ndjson') return { header: '', write: (response) => jsonLine(columns, response) };
    const header = writeCells(columns.map(([name]) => name));
    return { header, write: (response) => writeCells(columns.map(([, key]) => response[key] ?? null)) };
  }

  private async columnsOf(caller: Caller, fields: Query['fields']): Promise<FileColumn[]> {
    const names = fields ?? [...IMPORTED.map(([name]) => name), ALL_METADATA];
    const ofMetadata = names.filter((name) => name === ALL_METADATA || isMetadata(name));
    const known = ofMetadata.length > 0 ? await this.metadataKeys(caller) : [];
    const unknown = ofMetadata.find((name) => name !== ALL_METADATA && !known.includes(name));
    if (unknown !== undefined) {
      const message = `must not name ${unknown}, which is no metadata of this company`;
      throw new InvalidDataError([{ field: 'fields', message }]);
    }
    const all = names.flatMap((name) => (name === ALL_METADATA ? known : [name]));
    return [...new Set(all)].map(columnOf);
  }

  private async *pages(caller: Caller, query: Query): AsyncGenerator<readonly ReadProject[]> {
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

/** Every column, null where it is empty. */
function jsonLine(columns: readonly FileColumn[], response: ProjectJson): string {
  const members = columns.map(([name, key]) => [name, response[key] ?? null] as const);
  return `${JSON.stringify(Object.fromEntries(members))}\n`;
}

/** What an import takes, in the order of the fields, and without those that are empty. */
function importedLine(response: ProjectJson): string {
  const fields = IMPORTED.map(([name, key]) => [name, response[key]] as const);
  const metadata = Object.entries(response).filter(([key]) => key.startsWith('metadata_'));
  const given = [...fields, ...metadata].filter(([, value]) => value !== null && value !== undefined);
  return `${JSON.stringify(Object.fromEntries(given))}\n`;
}
