#!/usr/bin/env node
import { processEnv } from '../config/env';
import { runCli } from './run-cli';

// A reader that has seen enough, as `head` does, is no failure. The work is done before it is reported.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void runCli(process.argv.slice(2), {
  env: processEnv,
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  status: process.stderr.isTTY ? (text) => process.stderr.write(`\r${text}\x1b[K`) : undefined,
}).then((code) => {
  process.exitCode = code;
});
