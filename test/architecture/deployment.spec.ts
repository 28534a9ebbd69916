import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const ROOT = join(__dirname, '../..');
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly ports?: readonly string[];
}
const { services } = parse(text('compose.yaml'), { merge: true }) as { services: Record<string, Service> };
const built = Object.entries(services).filter(([, { build }]) => build !== undefined);

describe('the container', () => {
  it('is of images with exact versions', () => {
    const images = [
      ...[...text('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image!),
      ...Object.values(services).flatMap(({ image }) => image ?? []),
    ];
    expect(images.length).toBeGreaterThan(3);
    expect(images.filter((image) => !/^[a-z]+:\d+\.\d+/.test(image))).toEqual([]);
  });

  it('does not run as root', () => {
    const users = [...text('Dockerfile').matchAll(/^USER (\S+)/gm)].map(([, user]) => user);
    expect(users.at(-1)).toBe('node');
  });

  it.each(built)('%s may write into its volume only, and has no capabilities', (_, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(service.ports).toBeUndefined();
  });

  it('has two instances, which the proxy knows', () => {
    expect(built.length).toBe(2);
    for (const [name] of built) expect(text('docs/operate/Caddyfile')).toContain(`${name}:3000`);
  });
});

it('the unit of systemd starts the service as npm does', () => {
  const { scripts } = JSON.parse(text('package.json')) as { scripts: { start: string } };
  const [, command] = /^ExecStart=\/usr\/bin\/(.*)$/m.exec(text('docs/operate/projects-api.service'))!;
  expect(command).toBe(scripts.start.split(' && ').at(-1));
});

describe('the packages of the service', () => {
  const { packages } = JSON.parse(text('package-lock.json')) as {
    packages: Record<string, { readonly license?: string; readonly dev?: boolean }>;
  };
  const installed = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  const ALLOWED = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'Python-2.0']);
  /** The lock file does not say it: their package.json has the old form, `licenses`. */
  const READ_BY_HAND = new Map([
    ['node_modules/busboy', 'MIT'],
    ['node_modules/streamsearch', 'MIT'],
  ]);

  it('have licences that a work under MIT may be given away with', () => {
    expect(installed.length).toBeGreaterThan(50);
    const others = installed.filter(
      ([path, { license }]) => !ALLOWED.has(license ?? READ_BY_HAND.get(path) ?? 'none'),
    );
    expect(others.map(([path, { license }]) => [path, license])).toEqual([]);
  });
});
