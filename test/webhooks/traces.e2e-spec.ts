import { type Api } from '../support/api';
import { useService } from '../support/app';
import { type TestCompany } from '../support/builders/company';
import { projectBody } from '../support/builders/project';
import { type Received, useReceiver } from './receiver';
import { createEndpoint, DELIVERING, makeDue, newCompany, untilStatus } from './webhooks';

const service = useService(DELIVERING);
const receiver = useReceiver();

/** A place in a trace of its own for each request. */
const traceparent = (request: number): string =>
  `00-4bf92f3577b34da6a3ce929d0e0e4736-${request.toString(16).padStart(16, '0')}-01`;

/** What was delivered of each item, each with the span that it goes on with. */
const delivered = (): unknown[][] =>
  receiver.received.map(({ headers, body: { type } }) => [type, headers.traceparent]).sort();

/** Does everything that makes an event, each time with a header of its own. */
async function everyWrite(api: Api, company: TestCompany): Promise<unknown[][]> {
  const expected: unknown[][] = [];
  const write = async (
    types: string,
    method: string,
    path: string,
    body?: object | string,
  ): Promise<number> => {
    const header = traceparent(expected.length + 1);
    expected.push(...types.split(' ').map((type) => [type, header]));
    const isFile = typeof body === 'string';
    const headers = { traceparent: header, ...(isFile && { 'Content-Type': 'application/x-ndjson' }) };
    const response = await api.send(method, path, { headers, body });
    if (response.status >= 300 || response.text.includes('refused')) throw new Error(response.text);
    return (response.body as { id: number } | undefined)?.id ?? 0;
  };
  const field = `metadata_${company.metadataId}`;
  const project = await write(
    'project.created',
    'POST',
    '/api/projects',
    projectBody(company, { [field]: 'IT' }),
  );
  await write('project.updated', 'PATCH', `/api/projects/${project}`, { name: 'Renamed' });
  await write('project.updated', 'PATCH', `/api/project-metadata/${company.metadataId}`, {
    values: ['Finance'],
    replacements: { IT: 'Finance' },
  });
  await write('project.archived', 'POST', `/api/projects/${project}:archive`);
  await write('project.unarchived', 'POST', `/api/projects/${project}:unarchive`);
  await write('project.deleted', 'DELETE', `/api/projects/${project}`);
  const lines = [1, 2].map((line) => JSON.stringify(projectBody(company, { name: `Line ${line}` })));
  await write('project.created project.created', 'POST', '/api/projects:import', lines.join('\n'));
  const client = await write('client.created', 'POST', '/api/clients', {
    corporate_name: 'Traced',
    acronym: 'TRC',
  });
  await write('client.updated', 'PATCH', `/api/clients/${client}`, { acronym: 'TRA' });
  const contact = await write('contact.created', 'POST', '/api/contacts', {
    client_id: client,
    email: 'tess@traced.example',
    name: 'Tess',
    surname: 'Traced',
  });
  await write('contact.deleted', 'DELETE', `/api/contacts/${contact}`);
  await write('client.deleted', 'DELETE', `/api/clients/${client}`);
  return expected;
}

describe('a delivery', () => {
  it('goes on with the trace of the request that caused the event', async () => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    const expected = await everyWrite(caller, company);
    await untilStatus(service.database, endpoint, 'delivered', expected.length);
    expect(delivered()).toEqual(expected.sort());
  });

  it('that is tried again has the same trace', async () => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    receiver.respond = (_, response) => response.writeHead(500).end();
    await caller.post('/api/projects', projectBody(company), { headers: { traceparent: traceparent(7) } });
    await untilStatus(service.database, endpoint, 'pending');
    receiver.respond = (_, response) => response.writeHead(204).end();
    await makeDue(service.database, endpoint);
    await untilStatus(service.database, endpoint, 'delivered');
    expect(delivered()).toEqual([
      ['project.created', traceparent(7)],
      ['project.created', traceparent(7)],
    ]);
  });

  it('goes on with its tracestate, too', async () => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    const headers = { traceparent: traceparent(7), tracestate: 'congo=t61rcWkgMzE,rojo=00f067aa0ba902b7' };
    await caller.post('/api/projects', projectBody(company), { headers });
    await untilStatus(service.database, endpoint, 'delivered');
    expect(receiver.received).toMatchObject([{ headers }]);
  });

  it.each([
    ['without a traceparent', undefined],
    ['with one that is not valid', '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01'],
  ])('of a request %s has none', async (_, header) => {
    const { company, caller } = await newCompany(service);
    const endpoint = await createEndpoint(caller, receiver.url);
    const headers = { traceparent: header, tracestate: 'congo=t61rcWkgMzE' };
    await caller.post('/api/projects', projectBody(company), { headers });
    await untilStatus(service.database, endpoint, 'delivered');
    const [message] = receiver.received as [Received];
    expect([message.headers.traceparent, message.headers.tracestate]).toEqual([undefined, undefined]);
  });
});
