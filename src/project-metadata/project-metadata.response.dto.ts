import { ItemResponse } from '../company-repository/item.response.dto';
import { Answer } from '../fields/field.decorator';
import { Schema } from '../fields/schema.decorator';
import { flag, text, textList } from '../fields/kinds';

/** A project metadata: what `metadata_<id>` of a project may hold. */
@Schema({ name: 'ProjectMetadata' })
export class ProjectMetadataResponse extends ItemResponse {
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
