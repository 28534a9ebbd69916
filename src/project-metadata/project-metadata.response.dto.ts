import { Answer } from '../validation/field.decorator';
import { Schema } from '../validation/schema.decorator';
import { flag, id, instant, text, textList } from '../validation/kinds';

/** A project metadata: what `metadata_<id>` of a project may hold. */
@Schema({ name: 'ProjectMetadata' })
export class ProjectMetadataResponse {
  @Answer(id, { description: 'ID of the project metadata: the <id> of `metadata_<id>`', example: 13 })
  id!: number;

  @Answer(instant, { description: 'When it was created', example: '2025-02-13T09:26:18.797Z' })
  created_at!: Date;

  @Answer(instant, { description: 'When it last changed', example: '2025-02-13T09:26:18.797Z' })
  updated_at!: Date;

  @Answer(text({ max: 255 }), { description: 'What people call it', example: 'Sector' })
  key!: string;

  @Answer(textList(text({ max: 255 })), {
    description: 'The values to choose from',
    example: ['IT', 'Finance'],
  })
  values!: string[];

  @Answer(flag, { description: 'Must every project have a value for it?', example: false })
  is_required!: boolean;
}
