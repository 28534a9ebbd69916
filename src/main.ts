import { processEnv } from './config/env';
import { failStart } from './config/fail-start';
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
  process.stdout.write(welcome(await starting));
}

main().catch(failStart);
