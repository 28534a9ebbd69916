import { type Failure } from '../fields/failure';
import { type ProjectMetadataResponse } from './project-metadata.response.dto';
import { type UpdateProjectMetadataDto } from './update-project-metadata.dto';

/**
 * A replacement makes sense for a value that is deleted, and by one that exists afterwards; and a project must not lose
 * a value that it has to have.
 */
export function replacementFailures(
  { values, replacements }: UpdateProjectMetadataDto,
  current: ProjectMetadataResponse,
  isRequired: boolean,
): Failure[] {
  const given = Object.entries(replacements ?? {});
  if (given.length === 0) return [];
  const field = 'replacements';
  if (!values) return [{ field, message: 'needs values: the list as it is to be' }];
  const [kept, known] = [new Set(values), new Set(current.values)];
  return given.flatMap(([from, to]) => {
    const value = JSON.stringify(from);
    if (kept.has(from)) return [{ field, message: `must not replace ${value}, which values keeps` }];
    if (to !== null && !kept.has(to))
      return [{ field, message: `must not replace by ${JSON.stringify(to)}, which values does not have` }];
    if (!known.has(from)) return [{ field, message: `must not replace ${value}, which it does not have` }];
    if (to === null && isRequired)
      return [{ field, message: `must not take ${value} away without another: it is required` }];
    return [];
  });
}
