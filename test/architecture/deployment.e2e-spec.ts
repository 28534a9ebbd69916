import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { startApp } from '../support/app';

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

const run = promisify(execFile);

describe('the container', () => {
  it('is built by instructions that a linter finds nothing wrong with', () => {
    expect(
      validate(text('Dockerfile'), {}).map(({ range, message }) => [range.start.line + 1, message]),
    ).toEqual([]);
    expect(validate(`${text('Dockerfile')}EXPOSED 3000\n`, {})).toHaveLength(1);
  });

  it('is healthy while the service is ready, and only then', async () => {
    const [, json] = /^HEALTHCHECK CMD (\[.*\])$/m.exec(text('Dockerfile'))!;
    const [command, ...args] = JSON.parse(json!) as [string, ...string[]];
    const service = await startApp();
    const check = async (): Promise<unknown> =>
      run(
        command,
        args.map((arg) => arg.replace('http://127.0.0.1:3000', service.url)),
      ).then(
        () => 0,
        (error: unknown) => (error as { code: unknown }).code,
      );
    try {
      expect(args.join(' ')).toContain('http://127.0.0.1:3000/');
      expect(await check()).toBe(0);
    } finally {
      await service.stop();
    }
    expect(await check()).toBe(1);
  });

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

  it('has the settings that the guide writes', () => {
    const [, settings] = /printf '(.*?)'/.exec(text('docs/operate/deploy.md'))!;
    const written = settings!.split('\\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    const read = [...text('compose.yaml').matchAll(/\$\{(\w+):(.)/g)];
    const required = read.filter(([, , operator]) => operator === '?').map(([, name]) => name!);
    const names = new Set(read.map(([, name]) => name!));
    expect(required.filter((name) => !written.includes(name))).toEqual([]);
    expect(written.filter((name) => !names.has(name))).toEqual([]);
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
    packages: Record<
      string,
      {
        readonly license?: string;
        readonly dev?: boolean;
        readonly optional?: boolean;
        readonly version: string;
      }
    >;
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

  it('are in the bill of materials, with their versions', async () => {
    const { stdout } = await run('npm', ['run', '--silent', 'sbom'], { cwd: ROOT, maxBuffer: 1e8 });
    const { bomFormat, components } = JSON.parse(stdout) as {
      bomFormat: string;
      components: { readonly purl: string }[];
    };
    expect(bomFormat).toBe('CycloneDX');
    const purls = new Set(components.map(({ purl }) => decodeURIComponent(purl)));
    const missing = installed.filter(
      // Those of other platforms are not installed.
      ([path, { version, optional }]) =>
        optional !== true && !purls.has(`pkg:npm/${path.replace(/^.*node_modules\//, '')}@${version}`),
    );
    expect(missing.map(([path]) => path)).toEqual([]);
  });
});
