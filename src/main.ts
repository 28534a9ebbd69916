import { processEnv } from './config/env';
import { failStart } from './config/fail-start';
import { welcome } from './demo/welcome';
import { startServer } from './server';

async function main(): Promise<void> {
  const server = await startServer(processEnv());
  process.stdout.write(welcome(server));
  const stop = (): void => {
    server.stop().then(() => process.exit(0), failStart);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch(failStart);
