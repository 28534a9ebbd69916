#!/usr/bin/env node
import { processEnv } from '../config/env';
import { runCli } from './run-cli';

void runCli(process.argv.slice(2), {
  env: processEnv,
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
}).then((code) => {
  process.exitCode = code;
});
