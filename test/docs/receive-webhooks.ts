import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { signedHeaders } from '../../src/webhooks/signature';
import { type TestApp } from '../support/app';
import { createEndpoint, createProject, type Endpoint, newCompany, untilStatus } from '../webhooks/webhooks';
import { codeBlocksOf } from './code-blocks';

export const GUIDE = 'docs/guides/receive-webhooks.md';

/** The receiver of the guide in a language. */
export function receiverIn(language: string): string {
  const [block] = codeBlocksOf(GUIDE).filter((one) => one.language === language);
  return block!.text;
}

/** A URL at which nothing listens yet. */
export async function freeUrl(): Promise<string> {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  return `http://127.0.0.1:${port}/projects`;
}

/** Starts the receiver with the secret of an endpoint; a project is created and its event delivered. */
export async function deliverSigned(
  service: TestApp,
  url: string,
  receive: (secret: string) => Promise<void>,
): Promise<{ endpoint: Endpoint; project: number; deliverWithOtherSecret: () => Promise<Endpoint> }> {
  const { company, caller } = await newCompany(service);
  const endpoint = await createEndpoint(caller, url);
  await receive(endpoint.secret);
  const project = await createProject(caller, company);
  await untilStatus(service.database, endpoint, 'delivered');
  const deliverWithOtherSecret = async (): Promise<Endpoint> => {
    const other = await createEndpoint(caller, url);
    await createProject(caller, company);
    await untilStatus(service.database, endpoint, 'delivered', 2);
    await untilStatus(service.database, other, 'pending');
    return other;
  };
  return { endpoint, project, deliverWithOtherSecret };
}

/** Sends a message that was signed so many seconds ago, and returns the status of the response. */
export async function sendSigned(url: string, secret: string, secondsAgo: number): Promise<number> {
  const message = { id: '4711', body: '{"type":"webhook.test"}' };
  const headers = signedHeaders(message, [secret], Math.floor(Date.now() / 1_000) - secondsAgo);
  return (await fetch(url, { method: 'POST', headers, body: message.body })).status;
}
