import { Controller, HttpCode, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { type Readable } from 'node:stream';
import { type Caller, withoutDeadline } from '../../auth/caller';
import { CurrentCaller } from '../../auth/current-caller.decorator';
import { RequiresPermission } from '../../auth/requires-permission.decorator';
import { InvalidDataError } from '../../http/api-error';
import { ReadsItsBody } from '../../http/read-body';
import { type RawJson } from '../../http/raw-json';
import { mediaTypeOf } from '../../http/media-type';
import { Operation } from '../../openapi/operation.decorator';
import { Tag } from '../../openapi/tag.decorator';
import { Idempotent } from '../../idempotency/idempotent.decorator';
import { chunksOf } from '../../http/streamed-body';
import { IdempotencyService } from '../../idempotency/idempotency.service';
import { RESPONSE_CONTENT, FILE_CONTENT } from './bulk-content';
import { ImportQueryDto } from './import-query.dto';
import { CsvReader } from './csv-reader';
import { JSON_READER, MEDIA_TYPES } from './line-reader';
import { ReportWriter, STATUS_WRITER } from './import-writer';
import { type ImportOptions, ProjectImportService } from './project-import.service';

@Tag('Projects')
@Controller('api')
export class ProjectImportController {
  constructor(
    private readonly imports: ProjectImportService,
    private readonly idempotency: IdempotencyService,
  ) {}

  @Post('projects\\:import')
  @HttpCode(200)
  @ReadsItsBody()
  @RequiresPermission('pipeline.create', 'pipeline.create_other')
  @Idempotent({ storedBy: 'handler' })
  @Operation({
    summary: 'Create many projects',
    description:
      'Takes any number of projects, one a line, each as the body of `createProject`, and returns a line for each, in ' +
      'their order: `created`, `replayed` (known by the `Idempotency-Key`, which counts for each line by its number), ' +
      '`refused` with `failures`, `valid` in a dry run, or `not_created` if others of an atomic import were refused. A ' +
      'line is at most 64 kB long; blank ones are left out. If the import can not go on, lines that may be ' +
      'stored or not are `unknown`, and a last line has the status `stopped`: sent again with its key, what is done is ' +
      'not done twice. With `report=csv` the response is a CSV file ' +
      'of the rows that are not stored: correct the cells and send it again, its columns `import_line` and ' +
      '`import_failures` are left out then.',
    query: ImportQueryDto,
    requestContent: FILE_CONTENT,
    responseContent: RESPONSE_CONTENT,
  })
  async importProjects(
    @CurrentCaller() caller: Caller,
    @Query() query: ImportQueryDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile | RawJson> {
    const gone = goneOf(response);
    return this.idempotency.storedByWrite(withoutDeadline(caller), response, async (keyed) => {
      const format = formatOf(query, mediaTypeOf(request.headers, Object.values(MEDIA_TYPES)));

      const response = await this.imports.import(keyed, chunksOf(request), { ...format, gone });
      return asFile(response, query);
    });
  }
}

/** Aborted when the connection ends before the response has, or with it. */
function goneOf(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  return gone.signal;
}

function formatOf(query: ImportQueryDto, type: string): Omit<ImportOptions, 'gone'> {
  const { mode, dialect, report } = query;
  const isDryRun = query.dry_run === true;
  const isAtomic = mode === 'atomic' && !isDryRun;
  if (type === MEDIA_TYPES.csv) {
    const reader = new CsvReader(dialect);
    const writer = report === undefined ? STATUS_WRITER : new ReportWriter(reader, isAtomic);
    return { reader, writer, isAtomic, isDryRun };
  }
  const forCsv = Object.entries({ dialect, report }).filter(([, value]) => value !== undefined);
  if (forCsv.length > 0)
    throw new InvalidDataError(forCsv.map(([field]) => ({ field, message: 'is for CSV files only' })));
  return { reader: JSON_READER, writer: STATUS_WRITER, isAtomic, isDryRun };
}

function asFile(response: Readable, { report }: ImportQueryDto): StreamableFile {
  const options =
    report === undefined
      ? { type: `${MEDIA_TYPES.ndjson}; charset=utf-8` }
      : {
          type: `${MEDIA_TYPES.csv}; charset=utf-8; header=present`,
          disposition: 'attachment; filename="refused.csv"',
        };
  return new StreamableFile(response, options).setErrorHandler((_, response) => {
    response.destroy?.();
  });
}
