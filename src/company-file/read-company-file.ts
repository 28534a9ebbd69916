import { type ParseResult, parse } from '../fields/parse';
import { contradictions, isObject, roleNames } from './company-file.checks';
import { CompanyFileDto } from './company-file.dto';

export interface ParsedCompanyFile extends ParseResult<CompanyFileDto> {
  /** The names of all roles of the file: what is wrong with a role does not make its name unknown. */
  readonly roleNames: readonly string[];
}

/** Reads an untrusted value as a company file, with everything that is wrong with it by itself. */
export function readCompanyFile(file: unknown): ParsedCompanyFile {
  if (!isObject(file)) {
    return { fields: {}, failures: [{ field: 'file', message: 'must hold an object' }], roleNames: [] };
  }
  const { fields, failures } = parse(CompanyFileDto, file);
  return { fields, failures: [...failures, ...contradictions(file)], roleNames: roleNames(file) };
}
