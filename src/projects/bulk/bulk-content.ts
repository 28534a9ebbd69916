import { type ContentObject } from '../../fields/swagger-internals';
import { CREATE_PROJECT_EXAMPLE } from '../dto/create-project.dto';
import { writeCells } from './csv';
import { REPORT_COLUMNS } from './csv-header';
import { MEDIA_TYPES } from './line-reader';

const FIELDS = Object.keys(CREATE_PROJECT_EXAMPLE) as (keyof typeof CREATE_PROJECT_EXAMPLE)[];

const NDJSON = `${JSON.stringify(CREATE_PROJECT_EXAMPLE)}\n`;
const CSV = writeCells(FIELDS) + writeCells(FIELDS.map((field) => CREATE_PROJECT_EXAMPLE[field]));

const RESPONSE = [
  { line: 1, status: 'created', id: 42 },
  { line: 2, status: 'refused', failures: [{ field: 'name', message: 'is required' }] },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('');

const REPORT =
  writeCells([...REPORT_COLUMNS, 'name', 'value']) + writeCells([3, 'name is required', null, 1.5]);

const content = (description: string, value: string): ContentObject[string] => ({
  schema: { type: 'string', description },
  examples: { example: { value } },
});

/** A file of projects, as it is imported and exported. */
export const FILE_CONTENT: ContentObject = {
  [MEDIA_TYPES.ndjson]: content('A JSON object a line, with the fields of `CreateProject`', NDJSON),
  [MEDIA_TYPES.csv]: content(
    'RFC 4180 in UTF-8, separated by commas, semicolons or tabs: the first record names fields of `CreateProject`; an empty cell is an absent field',
    CSV,
  ),
};

/** What became of each line of a file. */
export const RESPONSE_CONTENT: ContentObject = {
  [MEDIA_TYPES.ndjson]: content(
    'A JSON object a line: `line`, `status`, and `id` of the project or `failures`',
    RESPONSE,
  ),
  [MEDIA_TYPES.csv]: content(
    'With `report=csv`: the rows that are not stored, behind the columns `import_line` and `import_failures`',
    REPORT,
  ),
};
