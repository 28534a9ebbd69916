import { createHash } from 'node:crypto';
import { firstProjectCommand } from '../projects/first-project';
import { API_VERSIONS, LATEST_VERSION } from '../http/api-versions';

/** The demo company, without its token: every client that reaches the service can read the page. */
export interface DemoHint {
  readonly company: string;
  /** A shell expression that stands for the token where the service was started. */
  readonly tokenExpression: string;
}

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f2f2f2; padding: 1rem; }
`;

/** Nothing of the page runs or loads anything; its one style is known by its hash. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const LINKS = {
  documentation: '/docs',
  openapi: '/docs-json',
  health: '/health/ready',
} as const;

/** The same for programs. */
export const FRONT_PAGE_JSON = { name: 'projects-api', versions: API_VERSIONS, api: '/api', ...LINKS };

export function frontPage(url: string, demo: DemoHint | undefined): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Projects API</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Projects API</h1>
<p>This service keeps the projects of professional-services companies. Your CRM, ERP and scripts create and read them at
<code>${escaped(url)}/api</code>, in version ${LATEST_VERSION} of the API.</p>
<ul>
<li><a href="${LINKS.documentation}">Documentation</a>, where each operation can be tried out</li>
<li><a href="${LINKS.openapi}">OpenAPI document</a>, also <a href="/docs-yaml">as YAML</a></li>
<li><a href="${LINKS.health}">Health</a></li>
</ul>
${demo === undefined ? '' : demoPart(url, demo)}</body>
</html>
`;
}

function demoPart(url: string, { company, tokenExpression }: DemoHint): string {
  const command = firstProjectCommand(url, company, `"Authorization: Bearer ${tokenExpression}"`);
  return `<h2>A first project</h2>
<p>This command creates one in the company <code>${escaped(company)}</code>. Run it on the machine where the
service was started: it reads the token there.</p>
<pre>${escaped(command)}</pre>
`;
}

function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
