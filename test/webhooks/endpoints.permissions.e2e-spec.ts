import { PERMISSION_KEYS } from '../../src/auth/permissions';
import { useService } from '../support/app';
import { createPerson } from '../support/builders/company';
import { create, PATH, shown, URL } from './endpoints';
import { newCompany } from './webhooks';

const service = useService();

describe('the permissions of an endpoint', () => {
  const without = (...keys: string[]) => PERMISSION_KEYS.filter((key) => !keys.includes(key));
  const needs = (key: string): object => ({
    status: 403,
    body: {
      key: 'forbidden',
      message: `You need the permission ${key} for the types of this endpoint, which your role does not have.`,
    },
  });

  it.each(['pipeline.view', 'pipeline.view_other'] as const)('%s is needed for every type', async (key) => {
    const { company, caller } = await newCompany(service);
    const { id } = await create(caller);
    const lacking = service.api.as(await createPerson(service.database, company, without(key)));
    const path = `${PATH}/${id}`;
    expect(shown(await lacking.send('PATCH', path, { body: { url: URL } }))).toEqual(needs(key));
    expect(shown(await lacking.post(`${path}:rotate-secret`))).toEqual(needs(key));
    expect(shown(await lacking.post(`${path}:test`))).toEqual(needs(key));
    expect((await lacking.post(PATH, { url: URL })).status).toBe(403);
    expect((await lacking.get(path)).status).toBe(200);
    expect((await lacking.send('DELETE', path)).status).toBe(200);
  });

  it('crm.view is needed for clients and contacts, and not for all that one may see', async () => {
    const { company, caller } = await newCompany(service);
    const { id } = await create(caller, { types: ['contact.created'] });
    const lacking = service.api.as(await createPerson(service.database, company, without('crm.view')));
    expect(shown(await lacking.post(PATH, { url: URL, types: ['client.deleted'] }))).toEqual(
      needs('crm.view'),
    );
    expect(shown(await lacking.send('PATCH', `${PATH}/${id}`, { body: { url: URL } }))).toEqual(
      needs('crm.view'),
    );
    expect((await lacking.post(PATH, { url: URL })).status).toBe(201);
    expect((await lacking.send('PATCH', `${PATH}/${id}`, { body: { types: [] } })).status).toBe(200);
  });
});
