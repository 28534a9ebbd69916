import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { type Caller, withoutDeadline } from '../../auth/caller';
import { CurrentCaller } from '../../auth/current-caller.decorator';
import { RequiresPermission } from '../../auth/requires-permission.decorator';
import { Operation } from '../../openapi/operation.decorator';
import { Tag } from '../../openapi/tag.decorator';
import { type IdentifiedRequest } from '../../http/request-id';
import { Log } from '../../logging/log';
import { FILE_CONTENT } from './bulk-content';
import { BulkShares } from './bulk-shares';
import { ExportQueryDto } from './export-query.dto';
import { type Format, FORMATS, MEDIA_TYPES } from './line-reader';
import { ProjectExportService } from './project-export.service';

const FEED_CURSOR = 'X-Feed-Cursor';

const XFeedCursor = {
  description: 'From here on `listEvents` has every change that the file lacks: for `after`',
  schema: { type: 'string', example: '1739438778797.0' },
};

/** A file, and the place in the feed from which it is followed. */
interface Export {
  readonly file: Readable;
  readonly cursor: string;
}

@Tag('Projects')
@Controller('api')
export class ProjectExportController {
  constructor(
    private readonly exports: ProjectExportService,
    private readonly shares: BulkShares,
    private readonly log: Log,
  ) {}

  @Get('projects\\:export')
  @RequiresPermission('pipeline.view', 'pipeline.view_other')
  @Operation({
    summary: 'Read all projects as a file',
    description:
      'Reads the projects that the caller may see, with the filters of `listProjects`, in a form that `importProjects` ' +
      'takes: the fields of `createProject`, by ascending ID. `fields` chooses others: those of a response, the ID and ' +
      'the stamps too, `metadata_<id>`, or `metadata` for all of it; each project then has every field, null where ' +
      'empty. From `X-Feed-Cursor` on, `listEvents` has every change that the file lacks: a mirror that is filled by the file follows it from there.',
    query: ExportQueryDto,
    responseContent: FILE_CONTENT,
    responseHeaders: { [FEED_CURSOR]: XFeedCursor },
  })
  async exportProjects(
    @CurrentCaller() caller: Caller,
    @Query() query: ExportQueryDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const accepted = request.accepts(Object.values(MEDIA_TYPES));
    const format = query.format ?? FORMATS.find((known) => MEDIA_TYPES[known] === accepted) ?? 'ndjson';
    const { file, cursor } = await this.begin(withoutDeadline(caller), query, format);
    response.setHeader(FEED_CURSOR, cursor);
    return new StreamableFile(file, {
      type: `${MEDIA_TYPES[format]}; charset=utf-8${format === 'csv' ? '; header=present' : ''}`,
      disposition: `attachment; filename="projects.${format}"`,
    }).setErrorHandler((error) => {
      this.log.requestFailed((request as IdentifiedRequest).id, 500, error);
      // Cutting the connection is the only way left to say that it is not whole.
      response.destroy();
    });
  }

  /** What fails before anything is sent is an error like any other. */
  private async begin(caller: Caller, query: ExportQueryDto, format: Format): Promise<Export> {
    const end = await this.shares.startExport(caller.companyId);
    try {
      const cursor = await this.exports.feedCursor(caller);
      const pieces = this.exports.export(caller, query, format);
      const first = (await pieces.next()) as IteratorYieldResult<string>;
      return { file: Readable.from(withFirst(first.value, pieces)).once('close', end), cursor };
    } catch (error) {
      end();
      throw error;
    }
  }
}

async function* withFirst(first: string, pieces: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first !== '') yield first;
  yield* pieces;
}
