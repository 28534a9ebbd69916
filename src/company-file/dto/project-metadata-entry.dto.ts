import { MAX_METADATA_VALUE_LENGTH } from '../../project-metadata/create-project-metadata.dto';
import { TextField, BooleanField, TextListField, Field } from '../../fields/field.decorator';
import { text } from '../../fields/field-types';
import { GIVEN_ID_DESCRIPTION, givenId, MAX_NAME_LENGTH } from './entry-id';
import { Schema } from '../../fields/schema.decorator';

@Schema({ noun: 'a project metadata' })
export class ProjectMetadataEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION.replace('the name', 'the key') })
  id?: number | null;

  @TextField({
    minLength: 1,
    maxLength: MAX_NAME_LENGTH,
    description: 'Name of the metadata',
    required: true,
  })
  key!: string;

  @BooleanField({ description: 'Whether every project must have a value. Off by default' })
  is_required?: boolean | null;

  @TextListField(text({ minLength: 1, maxLength: MAX_METADATA_VALUE_LENGTH }), {
    description:
      'The values that a project can have, in their order. The list replaces the one that the company has; ' +
      'values that projects hold can not be left out',
    required: true,
  })
  values!: string[];
}
