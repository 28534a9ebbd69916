import { useService } from '../support/app';
import { Receiver } from '../webhooks/receiver';
import { createEndpoint, createProject, newCompany, DELIVERING, untilStatus } from '../webhooks/webhooks';
import { samplesOf } from './scrape';

const TOKEN = 'metrics-token-of-thirty-two-chars';

const service = useService({ ...DELIVERING, metrics: { host: '127.0.0.1', token: TOKEN } });
let receiver: Receiver;

beforeAll(async () => {
  receiver = await Receiver.start();
});

afterAll(async () => {
  await receiver.stop();
});

it('counts attempts to deliver by their result, and how late events arrive', async () => {
  const { company, caller } = await newCompany(service);
  const endpoint = await createEndpoint(caller, receiver.url);
  await createProject(caller, company);
  await untilStatus(service.database, endpoint, 'delivered');
  receiver.respond = (_, response) => response.writeHead(500).end();
  await createProject(caller, company);
  await untilStatus(service.database, endpoint, 'pending');
  const samples = samplesOf((await service.api.get('/metrics', { token: TOKEN })).text);
  const of = (name: string): number | undefined => samples.get(`projects_api_webhook_delivery_${name}`);
  expect([
    of('duration_seconds_count{result="delivered"}'),
    of('duration_seconds_count{result="failed"}'),
    of('delay_seconds_count'),
    of('delay_seconds_bucket{le="60"}'),
  ]).toEqual([1, 1, 1, 1]);
});
