import { COMPANY_HEADER, LATEST_VERSION, VERSION_HEADER } from '../http/api-versions';
import { CREATE_PROJECT_EXAMPLE } from '../projects/dto/create-project.dto';
import { type RunningServer } from '../server';

/** What the service prints when it is ready: where it is, and how to create a first project in the demo company. */
export function welcome({ url: listening, demo }: Pick<RunningServer, 'url' | 'demo'>): string {
  const url = reachable(listening);
  const lines = [
    `The projects API listens on ${listening}`,
    '',
    `Base URL       ${url}/api`,
    `Documentation  ${url}/docs`,
  ];
  if (demo !== undefined) {
    lines.push(`Company        ${demo.company}`, `Token          ${demo.token}`);
    lines.push('', 'Create a first project:', '', curl(url, demo.company, demo.token));
  }
  return `${lines.join('\n')}\n`;
}

/** An address that stands for all of this machine's is none that everybody's curl and browser can call. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

/** One line without anything that a shell would change, so that it can be pasted as it is. */
function curl(url: string, company: string, token: string): string {
  const headers = [
    `Authorization: Bearer ${token}`,
    `${COMPANY_HEADER}: ${company}`,
    `${VERSION_HEADER}: ${LATEST_VERSION}`,
    'Content-Type: application/json',
  ];
  return [
    `curl -i ${quoted(`${url}/api/projects`)}`,
    ...headers.map((header) => `-H ${quoted(header)}`),
    `-d ${quoted(JSON.stringify(CREATE_PROJECT_EXAMPLE))}`,
  ].join(' ');
}

/** Between single quotes a shell changes nothing, and only the single quote itself needs help. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
