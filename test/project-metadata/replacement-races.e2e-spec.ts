import { useService } from '../support/app';
import { scaled, report } from '../reliability/scale';
import { setupMetadata } from './metadata';

const service = useService();

const ROUNDS = scaled(10, 80);

describe('replacing a value that projects get at the same moment', () => {
  it('replaces it in all of them', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { company, api, field, projects, patch } = await setupMetadata(
        service,
        Array<string>(8).fill('IT'),
      );
      let isReplaced = false;
      const statuses = new Set<number>();
      const writers = projects.map(async ({ id }) => {
        while (!isReplaced) {
          for (const value of ['Finance', 'IT']) {
            const { status } = await api.send('PATCH', `/api/projects/${id}`, { body: { [field]: value } });
            statuses.add(status);
          }
        }
      });
      await new Promise((resolve) => setTimeout(resolve, 50));
      const replaced = await patch({ values: ['Finance'], replacements: { IT: 'Finance' } });
      isReplaced = true;
      await Promise.all(writers);
      expect({ status: replaced.status, body: replaced.body }).toMatchObject({
        status: 200,
        body: { values: ['Finance'] },
      });
      // A writer that comes after it learns that the value is gone.
      expect([...statuses].filter((status) => status !== 200 && status !== 400)).toEqual([]);
      const values = await service.database.query(
        'select distinct value from project_metadata_values where company_id = $1',
        [company.companyId],
      );
      expect(values).toEqual([{ value: 'Finance' }]);
    }
    report(`${ROUNDS} replacements of a metadata value that 8 clients keep writing`, 'each 200, none left');
  });
});
