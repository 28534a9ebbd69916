import { processEnv } from './config/env';
import { failStart } from './config/fail-start';
import { StartupError } from './config/startup-error';
import { welcome } from './demo/welcome';
import { startServer } from './server';

async function main(): Promise<void> {
  const starting = startServer(processEnv());
  // From the first moment on: who stops a start must not be left with a database server.
  const stop = (): void => {
    starting.then((server) => server.stop()).then(() => process.exit(0), failStart);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const server = await starting;
  process.stdout.write(welcome(server));
  // A supervisor starts the service again, and PostgreSQL recovers all that was acknowledged.
  void server.databaseEnded?.then(async (reason) => {
    await server.stop();
    failStart(new StartupError(`${reason} Solve that, and start the service again.`));
  });
}

main().catch(failStart);
