import { InvalidDataError } from '../../http/api-error';
import { CreateProjectDto } from '../dto/create-project.dto';
import { type Failure } from '../../fields/failure';
import { fieldsOf } from '../../fields/field-registry';
import { parse } from '../../fields/parse';
import { type CellType } from './cell-value';
import { type Separator } from './csv';
import { MAX_FAILURES } from './line-reader';

/** Columns that a report of refused rows adds, and that are left out when it is sent again. No field begins so. */
export const REPORT_COLUMNS = ['import_line', 'import_failures'] as const;

export const isReportColumn = (name: string): boolean => REPORT_COLUMNS.some((column) => column === name);

/** What the cells of a column are: those of a column of a report are left out, and without a name they must be empty. */
export type Column =
  | { readonly kind: 'field'; readonly name: string; readonly type: CellType }
  | { readonly kind: 'report' | 'unnamed' };

/**
 * The columns that the cells of a header name. Columns without a name at its end are left out. Throws an
 * InvalidDataError for what no line could make good, before any of them is looked at.
 */
export function readColumns(cells: readonly string[], separator: Separator | undefined): Column[] {
  const columns = cells.map((cell) => columnOf(cell.trim()));
  while (columns.at(-1)?.kind === 'unnamed') columns.pop();
  const names = columns.flatMap((column) => (column.kind === 'field' ? column.name : []));
  const first = new Map(names.map((name, index) => [name, index] as const).reverse());
  const { failures } = parse(CreateProjectDto, Object.fromEntries(names.map((name) => [name, null])));
  const unknown = failures.filter(({ field }) => !fieldsOf(CreateProjectDto).has(field));
  const twice = names.filter((name, index) => index !== first.get(name));
  const problems: Failure[] = [
    ...unknown,
    ...twice.map((field) => ({ field, message: 'stands twice in the header' })),
  ].slice(0, MAX_FAILURES);
  if (names.length === 0) problems.push({ field: 'body', message: NO_HEADER });
  else if (problems.length > 0 && separator !== ',')
    problems.push({ field: 'body', message: FOUND[separator ?? 'none'] });
  if (problems.length > 0) throw new InvalidDataError(problems);
  return columns;
}

export const NO_HEADER = 'has no header: its first line must name the fields of a project';

const FOUND = {
  ';': 'has a header whose names are separated by semicolons',
  '\t': 'has a header whose names are separated by tabs',
  none: 'has a header without a separator: separate the names by commas, semicolons or tabs',
} as const;

function columnOf(name: string): Column {
  if (name === '') return { kind: 'unnamed' };
  if (isReportColumn(name)) return { kind: 'report' };
  return { kind: 'field', name, type: typeOf(name) };
}

function typeOf(name: string): CellType {
  const fields = fieldsOf(CreateProjectDto);
  const field = fields.get(name) ?? [...fields.values()].find(({ alias }) => alias === name);
  const { type, format } = field?.type.schema ?? {};
  if (type === 'integer' || type === 'number') return type;
  return format === 'date' ? 'date' : 'text';
}
