import { fieldsOf } from '../../fields/field-registry';
import { GIVEN_ONCE } from '../../fields/rules';
import { ParameterProblem } from '../../company-repository/filter';
import { CreateProjectDto } from '../dto/create-project.dto';
import { ProjectResponse } from '../dto/project.response.dto';
import { COLUMN_OF_FIELD } from '../project-columns';

/** A column of a file of projects: what the file calls it, and the key that it has in a response. */
export type FileColumn = readonly [name: string, key: string];

/** What an import takes. */
export const IMPORTED: readonly FileColumn[] = [...fieldsOf(CreateProjectDto).keys()].map((name) => [
  name,
  COLUMN_OF_FIELD[name as keyof typeof COLUMN_OF_FIELD],
]);

const KEYS: ReadonlyMap<string, string> = new Map([
  ...IMPORTED,
  ...[...fieldsOf(ProjectResponse).keys()].map((key) => [key, key] as const),
]);

/** Stands for every metadata of the company. */
export const ALL_METADATA = 'metadata';
const METADATA = /^metadata_[1-9]\d{0,15}$/;
export const isMetadata = (name: string): boolean => METADATA.test(name);

/** What `fields` can name, metadata of the company aside. */
export const FILE_FIELDS = [...KEYS.keys(), ALL_METADATA];

export const columnOf = (name: string): FileColumn => [name, KEYS.get(name) ?? name];

/** The names of `fields=id,updated_at,metadata_13`. */
export function parseFields(raw: unknown): readonly string[] | ParameterProblem {
  if (typeof raw !== 'string') return new ParameterProblem(GIVEN_ONCE);
  const names = raw.split(',');
  const unknown = names.find((name) => !KEYS.has(name) && name !== ALL_METADATA && !isMetadata(name));
  if (unknown !== undefined) {
    const known = `${FILE_FIELDS.join(', ')} and metadata_<id>`;
    return new ParameterProblem(
      `must name fields of ${known}, separated by commas, not "${unknown.slice(0, 100)}"`,
    );
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  return twice === undefined ? names : new ParameterProblem(`must not name ${twice} twice`);
}
