import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

// Playwright passes most of these itself; naming them all keeps an upgrade of it from dropping one.
const ARGS =
  '--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-quic';

// The archive's own fonts.conf looks in /tmp/fonts, and the system may have no fonts at all.
const FONTS_CONF =
  '<fontconfig><dir prefix="relative">.</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>';

/** Unpacks the Chromium of @sparticuz/chromium once per version and user, and returns the directory. */
async function unpack(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('@sparticuz/chromium holds a Linux x64 binary only: set CHROMIUM_PATH to a Chromium');
  }
  const entry = require.resolve('@sparticuz/chromium');
  const manifest = await readFile(join(entry, '../../../package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const home = join(tmpdir(), `sparticuz-chromium-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(home)) return home;

  // The package unpacks into tmpdir() and takes an existing file for a finished one, so each worker
  // unpacks into a directory of its own and renames it into place. It unpacks the shared libraries only
  // where it sees AWS Lambda: a child process keeps both that pretence and the other TMPDIR out of here.
  const staging = await mkdtemp(`${home}-`);
  const env = { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
  try {
    await promisify(execFile)(process.execPath, ['-e', 'require(process.argv[1]).executablePath()', entry], {
      env,
    });
    await writeFile(join(staging, 'fonts/fonts.conf'), FONTS_CONF);
    await rename(staging, home).catch((error: unknown) => {
      if (!existsSync(home)) throw error; // Otherwise another worker was first, and its copy is complete.
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return home;
}

/** Starts headless Chromium: the one at CHROMIUM_PATH, or else the one that npm installed. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH;
  if (executablePath) return chromium.launch({ executablePath, args: ARGS.split(' ') });
  const home = await unpack();
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: join(home, 'al2023/lib'),
    FONTCONFIG_FILE: join(home, 'fonts/fonts.conf'),
  };
  return chromium.launch({ executablePath: join(home, 'chromium'), args: ARGS.split(' '), env });
}
