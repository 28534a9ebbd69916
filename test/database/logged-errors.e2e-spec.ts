import { Database } from '../../src/database/database';
import { errorFields } from '../../src/logging/error-fields';
import { useService } from '../support/app';

const service = useService();

it.each([
  ['22007', 'select $1::timestamptz'],
  ['22P02', 'select $1::bigint'],
  ['23505', 'insert into companies (slug, name) values ($1, $1), ($1, $1)'],
])('a log line of an error of PostgreSQL shows no value: %s', async (code, text) => {
  const error: unknown = await service.app
    .get(Database)
    .queryText(text, ['acme-secret'])
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code });
  // The driver's error has it, so the test would see it.
  expect(JSON.stringify([error, (error as Error).message])).toContain('acme-secret');
  const fields = errorFields(error);
  expect(fields).toMatchObject({ code, severity: 'ERROR' });
  expect(JSON.stringify(fields)).not.toContain('acme-secret');
});
