import { PartialType } from '@nestjs/swagger';
import { TextMapField } from '../fields/field.decorator';
import { Schema } from '../fields/schema.decorator';
import { CreateProjectMetadataDto } from './create-project-metadata.dto';

/** A change of a project metadata. An absent field keeps its value. */
@Schema({ name: 'UpdateProjectMetadata', changes: CreateProjectMetadataDto })
export class UpdateProjectMetadataDto extends PartialType(CreateProjectMetadataDto, {
  skipNullProperties: false,
}) {
  @TextMapField({
    description:
      'What becomes of values that projects hold and `values` no longer has: for each the value that takes its place, ' +
      'or null to leave these projects without one',
    example: { IT: 'Technology' },
  })
  replacements?: Readonly<Record<string, string | null>> | null;
}

/** A request that works in the demo company as it stands, and keeps the value that its first project has. */
export const UPDATE_METADATA_EXAMPLE = { values: ['IT', 'Finance', 'Energy'] };
