import { MAX_METADATA_VALUE_LENGTH } from '../../project-metadata/create-project-metadata.dto';
import { Field } from '../../fields/field.decorator';
import { Input } from '../../fields/input.decorator';
import { flag, text, textList } from '../../fields/kinds';
import { GIVEN_ID_DESCRIPTION, givenId, MAX_NAME_LENGTH } from './entry-id';

@Input({ noun: 'a project metadata' })
export class ProjectMetadataEntryDto {
  @Field(givenId, { description: GIVEN_ID_DESCRIPTION.replace('the name', 'the key') })
  id?: number | null;

  @Field(text({ min: 1, max: MAX_NAME_LENGTH }), { description: 'Name of the metadata', required: true })
  key!: string;

  @Field(flag, { description: 'Whether every project must have a value. Off by default' })
  is_required?: boolean | null;

  @Field(textList(text({ min: 1, max: MAX_METADATA_VALUE_LENGTH })), {
    description:
      'The values that a project can have, in their order. The list replaces the one that the company has; ' +
      'values that projects hold can not be left out',
    required: true,
  })
  values!: string[];
}
