import { READ_ONLY_ITEM_KEYS } from '../company-repository/item.response.dto';
import { TextField, BooleanField, TextListField } from '../fields/field.decorator';
import { text } from '../fields/field-types';
import { Schema } from '../fields/schema.decorator';

/** The longest value that a project metadata can have. */
export const MAX_METADATA_VALUE_LENGTH = 255;

/** A new project metadata. */
@Schema({ name: 'CreateProjectMetadata', noun: 'a project metadata', readOnly: READ_ONLY_ITEM_KEYS })
export class CreateProjectMetadataDto {
  @TextField({
    minLength: 1,
    maxLength: 255,
    description: 'What people call it. Each key once in a company',
    required: true,
    example: 'Country',
  })
  key!: string;

  @TextListField(text({ minLength: 1, maxLength: MAX_METADATA_VALUE_LENGTH }), {
    description: 'The values to choose from, in their order',
    required: true,
    example: ['Italy', 'Peru'],
  })
  values!: string[];

  @BooleanField({
    description: 'Must every new project have a value for it? false if absent',
    example: false,
  })
  is_required?: boolean | null;
}
