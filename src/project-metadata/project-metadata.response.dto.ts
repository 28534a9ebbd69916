import { ItemResponse } from '../company-repository/item.response.dto';
import { ResponseField } from '../fields/response-field.decorator';
import { Schema } from '../fields/schema.decorator';
import { boolean, text, textList } from '../fields/field-types';

/** A project metadata: what `metadata_<id>` of a project may hold. */
@Schema({ name: 'ProjectMetadata' })
export class ProjectMetadataResponse extends ItemResponse {
  @ResponseField(text({ maxLength: 255 }), { description: 'What people call it', example: 'Sector' })
  key!: string;

  @ResponseField(textList(text({ maxLength: 255 })), {
    description: 'The values to choose from',
    example: ['IT', 'Finance'],
  })
  values!: string[];

  @ResponseField(boolean, { description: 'Must every project have a value for it?', example: false })
  is_required!: boolean;
}
