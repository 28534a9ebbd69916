import { Controller, Get } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { CurrentCaller } from '../auth/current-caller.decorator';
import { RequiresPermission } from '../auth/requires-permission.decorator';
import { Operation } from '../openapi/operation.decorator';
import { Tag } from '../openapi/tag.decorator';
import { projectSchema } from './project-schema';
import { ProjectSchemaRepository } from './project-schema.repository';

@Tag('Projects')
@Controller('api/projects\\:schema')
export class ProjectSchemaController {
  constructor(private readonly repository: ProjectSchemaRepository) {}

  @Get()
  @RequiresPermission('pipeline.create', 'pipeline.create_other')
  @Operation({
    summary: 'Get the JSON Schema of a new project',
    description:
      'The JSON Schema (2020-12) of what `createProject` takes in this company: with its project metadata and their ' +
      'values, the contact if it is required, and the probabilities to choose from. For forms, and for checks before a ' +
      'request is sent: what the schema takes, the service takes, but for what the `$comment` of the schema names.',
    responseSchema: {
      type: 'object',
      description: 'A JSON Schema',
      additionalProperties: true,
    },
  })
  async getProjectSchema(@CurrentCaller() caller: Caller): Promise<object> {
    return projectSchema(await this.repository.findRules(caller));
  }
}
