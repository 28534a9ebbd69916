import { type DemoAccess } from './demo';
import { firstProjectCommand } from '../projects/first-project';

interface Started {
  /** Where the service listens. */
  readonly url: string;
  readonly demo: DemoAccess | undefined;
}

/** What the service prints when it is ready: where it is, and how to create a first project in the demo company. */
export function welcome({ url: listening, demo }: Started): string {
  const url = reachable(listening);
  const lines = [
    `The projects API listens on ${listening}`,
    '',
    `Base URL       ${url}/api`,
    `Documentation  ${url}/docs`,
  ];
  if (demo !== undefined) {
    lines.push(`Company        ${demo.company}`, `Token          ${demo.shownToken}`);
    const authorization = `"Authorization: Bearer ${demo.tokenExpression}"`;
    lines.push('', 'Create a first project:', '', firstProjectCommand(url, demo.company, authorization));
  }
  return `${lines.join('\n')}\n`;
}

/** An address that stands for all of this machine's is none that everybody's curl and browser can call. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}
