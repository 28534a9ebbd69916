import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Request } from 'express';
import { type Caller, withoutDeadline } from '../access/caller';
import { CurrentCaller } from '../access/current-caller.decorator';
import { RequiresPermission } from '../access/requires-permission.decorator';
import { Operation } from '../http/operation.decorator';
import { type IdentifiedRequest } from '../http/request-id';
import { Log } from '../logging/log';
import { FILE_CONTENT } from './bulk-content';
import { ExportQueryDto } from './export-query.dto';
import { FORMATS, MEDIA_TYPES } from './line-reader';
import { ProjectExportService } from './project-export.service';

@ApiTags('Projects')
@Controller('api')
export class ProjectExportController {
  constructor(
    private readonly exports: ProjectExportService,
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
  ): Promise<StreamableFile> {
    const accepted = request.accepts(Object.values(MEDIA_TYPES));
    const format = query.format ?? FORMATS.find((known) => MEDIA_TYPES[known] === accepted) ?? 'ndjson';
    const pieces = this.exports.export(withoutDeadline(caller), query, format);
    // What fails before anything is sent is an error like any other.
    const first = (await pieces.next()) as IteratorYieldResult<string>;
    return new StreamableFile(Readable.from(withFirst(first.value, pieces)), {
      type: `${MEDIA_TYPES[format]}; charset=utf-8${format === 'csv' ? '; header=present' : ''}`,
      disposition: `attachment; filename="projects.${format}"`,
    }).setErrorHandler((error, response) => {
      this.log.requestFailed((request as IdentifiedRequest).id, 500, error);
      // Cutting the connection is the only way left to say that it is not whole.
      response.destroy?.();
    });
  }
}

async function* withFirst(first: string, pieces: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first !== '') yield first;
  yield* pieces;
}
