import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Request, type Response } from 'express';
import { type Caller, withoutDeadline } from '../../auth/caller';
import { CurrentCaller } from '../../auth/current-caller.decorator';
import { RequiresPermission } from '../../auth/requires-permission.decorator';
import { Operation } from '../../openapi/operation.decorator';
import { type IdentifiedRequest } from '../../http/request-id';
import { Log } from '../../logging/log';
import { FILE_CONTENT } from './bulk-content';
import { BulkShares } from './bulk-shares';
import { ExportQueryDto } from './export-query.dto';
import { type Format, FORMATS, MEDIA_TYPES } from './line-reader';
import { ProjectExportService } from './project-export.service';

@ApiTags('Projects')
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
    id: 'exportProjects',
    summary: 'Read all projects as a file',
    description:
      'Reads the projects that the caller may see, with the filters of `listProjects`, in a form that `importProjects` ' +
      'takes: the fields of `createProject`, by ascending ID. What only `updateProject` sets is not part of it.',
    query: ExportQueryDto,
    answerContent: FILE_CONTENT,
  })
  async export(
    @CurrentCaller() caller: Caller,
    @Query() query: ExportQueryDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const accepted = request.accepts(Object.values(MEDIA_TYPES));
    const format = query.format ?? FORMATS.find((known) => MEDIA_TYPES[known] === accepted) ?? 'ndjson';
    const file = await this.begin(withoutDeadline(caller), query, format);
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
  private async begin(caller: Caller, query: ExportQueryDto, format: Format): Promise<Readable> {
    const end = await this.shares.startExport(caller.companyId);
    try {
      const pieces = this.exports.export(caller, query, format);
      const first = (await pieces.next()) as IteratorYieldResult<string>;
      return Readable.from(withFirst(first.value, pieces)).once('close', end);
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
