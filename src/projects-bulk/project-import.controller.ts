import { Controller, HttpCode, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Request, type Response } from 'express';
import { type Readable } from 'node:stream';
import { type Caller } from '../access/caller';
import { CurrentCaller } from '../access/current-caller.decorator';
import { RequiresPermission } from '../access/requires-permission.decorator';
import { InvalidDataError } from '../http/api-error';
import { type JsonText } from '../http/json-text';
import { Operation } from '../http/operation.decorator';
import { chunksOf, mediaTypeOf } from '../http/streamed-body';
import { IdempotencyService } from '../idempotency/idempotency.service';
import { ANSWER_CONTENT, FILE_CONTENT } from './bulk-content';
import { ImportQueryDto } from './import-query.dto';
import { CsvReader } from './csv-reader';
import { JSON_READER, MEDIA_TYPES } from './line-reader';
import { ProjectImportService } from './project-import.service';

/** Its body is read here, and by nobody before. */
export const IMPORT_PATH = '/api/projects:import';

const FOR_CSV = 'is for CSV files only';

@ApiTags('Projects')
@Controller('api')
export class ProjectImportController {
  constructor(
    private readonly imports: ProjectImportService,
    private readonly idempotency: IdempotencyService,
  ) {}

  @Post('projects\\:import')
  @HttpCode(200)
  @RequiresPermission('pipeline.create', 'pipeline.create_other')
  @Operation({
    id: 'importProjects',
    summary: 'Create many projects',
    description:
      'Takes any number of projects, one a line, each as the body of `createProject`, and answers a line for each, in ' +
      'their order: `created`, `replayed` (known by the `Idempotency-Key`, which counts for each line by its number), ' +
      '`refused` with `failures`, `valid` in a dry run, or `not_created` if others of an atomic import were refused. A ' +
      'line is at most 64 kB long; blank ones are left out. If the import can not go on, a last line has the status ' +
      '`stopped`: sent again with its key, what is done is not done twice.',
    query: ImportQueryDto,
    requestContent: FILE_CONTENT,
    answerContent: ANSWER_CONTENT,
    storesItsKey: true,
  })
  async import(
    @CurrentCaller() caller: Caller,
    @Query() { mode, dry_run: dryRun, dialect }: ImportQueryDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile | JsonText> {
    return this.idempotency.storedByWrite(caller, response, async (keyed) => {
      const type = mediaTypeOf(request, Object.values(MEDIA_TYPES));
      const isCsv = type === MEDIA_TYPES.csv;
      if (!isCsv && dialect !== undefined)
        throw new InvalidDataError([{ field: 'dialect', message: FOR_CSV }]);
      const answer = await this.imports.import(keyed, chunksOf(request), {
        reader: isCsv ? new CsvReader(dialect) : JSON_READER,
        isAtomic: mode === 'atomic',
        isDryRun: dryRun === 'true',
      });
      return asFile(answer);
    });
  }
}

function asFile(answer: Readable): StreamableFile {
  return new StreamableFile(answer, { type: `${MEDIA_TYPES.ndjson}; charset=utf-8` }).setErrorHandler(
    (_, response) => {
      response.destroy?.();
    },
  );
}
