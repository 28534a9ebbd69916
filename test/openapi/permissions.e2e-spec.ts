import { PERMISSION_KEYS, type Permission } from '../../src/auth/permissions';
import { useService } from '../support/app';
import { createCompany, createPerson, type TestCompany } from '../support/builders/company';
import { callsOf, documentedOperations, type Operation, pathOf } from './operations';

const service = useService();
let company: TestCompany;

beforeAll(async () => {
  company = await createCompany(service.database);
});

/** The response to a person with these permissions, on an item that does not exist. */
async function ask(
  operation: Operation,
  permissions: readonly Permission[],
): Promise<{ status: number; body: unknown }> {
  const caller = await createPerson(service.database, company, permissions);
  const { status, body } = await service.api
    .as(caller)
    .send(operation.method, pathOf(operation, 999_999_999), callsOf(operation)[0]);
  return { status, body };
}

/** The permission of the caller is what this is about; what the example points to is not there. */
const PASSED = [200, 201, 400, 404];

describe.each(documentedOperations().map((operation) => [operation.operationId, operation] as const))(
  'the permissions of %s',
  (_, operation) => {
    const needed = operation.permissions;
    const others = PERMISSION_KEYS.filter((permission) => !needed.includes(permission));

    if (needed.length === 0) {
      it('are none: every person of the company may call it', async () => {
        const { status } = await ask(operation, []);
        expect(PASSED).toContain(status);
      });
    } else {
      const missing = operation.needsAllPermissions
        ? `permissions ${needed.join(' and ')}`
        : `permission ${needed.join(' or ')}`;
      it('are asked for: all others do not help, and the response names what is missing', async () => {
        for (const permissions of [[], others]) {
          expect(await ask(operation, permissions)).toEqual({
            status: 403,
            body: { key: 'forbidden', message: `You need the ${missing}, which your role does not have.` },
          });
        }
      });

      if (operation.needsAllPermissions) {
        it.each(needed)('are asked for together: without %s', async (lacking) => {
          const held = PERMISSION_KEYS.filter((permission) => permission !== lacking);
          expect(await ask(operation, held)).toEqual({
            status: 403,
            body: {
              key: 'forbidden',
              message: `You need the permission ${lacking}, which your role does not have.`,
            },
          });
        });
      }

      it('are enough, whatever else one lacks', async () => {
        const { status, body } = await ask(operation, needed);
        expect({ isPassed: PASSED.includes(status), body }).toEqual({
          isPassed: true,
          body: expect.anything() as unknown,
        });
      });
    }

    it('do not matter without a token', async () => {
      const { status, body } = await service.api.send(operation.method, pathOf(operation, 1), {
        ...callsOf(operation)[0],
        company: company.company,
      });
      expect({ status, body }).toEqual({
        status: 401,
        body: {
          key: 'unauthorized',
          message: 'Send a personal access token: Authorization: Bearer <token>.',
        },
      });
    });
  },
);
