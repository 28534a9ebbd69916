import { COMPANY_HEADER, LATEST_VERSION, VERSION_HEADER } from '../http/api-versions';
import { CREATE_PROJECT_EXAMPLE } from './dto/create-project.dto';

/**
 * The command that creates a first project, in one line that can be pasted into a shell. `authorization` is the value of
 * the header as the shell reads it, quotes included.
 */
export function firstProjectCommand(url: string, company: string, authorization: string): string {
  const headers = [
    `${COMPANY_HEADER}: ${company}`,
    `${VERSION_HEADER}: ${LATEST_VERSION}`,
    'Content-Type: application/json',
  ];
  return [
    `curl -i ${quoted(`${url}/api/projects`)}`,
    `-H ${authorization}`,
    ...headers.map((header) => `-H ${quoted(header)}`),
    `-d ${quoted(JSON.stringify(CREATE_PROJECT_EXAMPLE))}`,
  ].join(' ');
}

/** Between single quotes a shell changes nothing, and only the single quote itself needs help. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
