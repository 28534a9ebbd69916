import { invalidData } from '../../support/api';
import { useService } from '../../support/app';
import { createCompany, createPerson } from '../../support/builders/company';
import { importFile } from './bulk';

const service = useService();

describe('POST /api/projects:import', () => {
  describe('is refused as a whole', () => {
    const TYPES = 'Send application/x-ndjson or text/csv.';
    it.each([
      ['application/json', `Content-Type: application/json is not taken here. ${TYPES}`],
      ['text/csv; charset=utf-16', 'The charset utf-16 is not taken here. Send the body in UTF-8.'],
      ['', `The body has no Content-Type. ${TYPES}`],
    ])('with 415: %s', async (type, message) => {
      const company = await createCompany(service.database);
      expect(await importFile(service, company, '{}', { headers: { 'Content-Type': type } })).toEqual({
        status: 415,
        body: { key: 'unsupported_media_type', message },
      });
    });

    it('but not for another parameter of its media type', async () => {
      const company = await createCompany(service.database);
      const headers = { 'Content-Type': 'text/csv; header=present; charset=UTF8' };
      expect(await importFile(service, company, 'name\r\n', { headers })).toEqual({ status: 200, body: [] });
    });

    it('with 400, for a wrong query or key', async () => {
      const company = await createCompany(service.database);
      expect(await importFile(service, company, '', { query: '?mode=all&limit=1' })).toEqual({
        status: 400,
        body: invalidData(
          { field: 'mode', message: 'must be one of: each, atomic' },
          { field: 'limit', message: 'is not a parameter of this request' },
        ),
      });
      expect(await importFile(service, company, '', { headers: { 'Idempotency-Key': 'a b' } })).toEqual({
        status: 400,
        body: invalidData({
          field: 'Idempotency-Key',
          message: 'must be 1 to 255 visible ASCII characters without spaces',
        }),
      });
    });

    it('with 403, for whom may create nothing, whatever is in it', async () => {
      const company = await createCompany(service.database);
      const reader = await createPerson(service.database, company, ['pipeline.view']);
      const { status } = await importFile(
        service,
        { ...reader, company: company.company },
        'x'.repeat(5_000_000),
      );
      expect(status).toBe(403);
    });
  });
});
