import { ResponseField } from '../../fields/response-field.decorator';
import { id } from '../../fields/field-types';
import { Schema } from '../../fields/schema.decorator';
import { METADATA_KEYS } from './create-project.dto';
import { ProjectResponse } from './project.response.dto';

const Project: new () => Omit<ProjectResponse, 'id'> = ProjectResponse;

/** What a write that may be a dry run responds with: a new project of a dry run has no id. */
@Schema({ name: 'WrittenProject', additionalProperties: METADATA_KEYS })
export class WrittenProjectResponse extends Project {
  @ResponseField(id, {
    description: 'ID of the project; null for a new project in a dry run',
    nullable: true,
    example: 1,
  })
  id!: number | null;
}
