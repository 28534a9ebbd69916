import cluster from 'node:cluster';
import { processEnv } from './config/env';
import { failStart } from './config/fail-start';
import { StartupError } from './embedded-postgres/startup-error';
import { serviceVersion } from './config/version';
import { welcome } from './demo/welcome';
import { startProcesses } from './first-process';
import { startServer } from './server';
import { runWorker } from './worker-process';

async function main(): Promise<void> {
  if (process.argv.includes('--version')) {
    process.stdout.write(`${serviceVersion()}\n`);
    return;
  }
  if (cluster.isWorker) {
    await runWorker();
    return;
  }
  const env = processEnv();
  const starting = env.processes === 1 ? startServer(env) : startProcesses(env);
  // From the first moment on: who stops a start must not be left with a database server.
  const stop = (): void => {
    starting.then((server) => server.stop()).then(() => process.exit(0), failStart);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const server = await starting;
  process.stdout.write(welcome(server));
  void server.databaseLost?.then(async (reason) => {
    await server.stop();
    failStart(new StartupError(`The embedded PostgreSQL could not be started again. ${reason}`));
  });
}

main().catch(failStart);
