import { rm } from 'node:fs/promises';
import { Client } from 'pg';
import { migrate, openDataSource } from '../../src/database/migrate';
import { startEmbeddedPostgres } from '../../src/embedded-postgres/cluster';
import { type Creation, oneNewProject } from '../../src/projects/project-parameters';
import { CREATE_ONE } from '../../src/projects/sql/project-creation.sql';
import { addMetadata, createCompany } from '../support/builders/company';
import { connectTo } from '../support/database';
import { NOT_DURABLE } from '../support/not-durable';
import { temporaryFolder } from '../support/temporary-folder';

/**
 * What creating a project with all fields, an external identity and two metadata values writes. All are counts: they are
 * the same on each machine. Who makes a create dearer on purpose changes them here.
 */
const EXPECTED = { indexEntries: 17, walRecords: 31.2, walBytes: 3_250 };
/** How much more is an oversight. */
const TOLERANCE = 1.1;

const WARM_UP = 100;
const CREATES = 400;

interface Wal {
  readonly records: number;
  readonly images: number;
  readonly bytes: number;
}

describe('a create of a project', () => {
  it('writes no more index entries and write-ahead log than before', async () => {
    const dataFolder = await temporaryFolder();
    // Nothing else writes there, and pages are logged without images.
    const postgres = await startEmbeddedPostgres({
      dataFolder,
      settings: { ...NOT_DURABLE, autovacuum: 'off' },
    });
    const dataSource = await openDataSource(postgres.url);
    await migrate(dataSource);
    await dataSource.destroy();
    const database = await connectTo(postgres.url);
    const company = await createCompany(database);
    const region = await addMetadata(database, company, {
      key: 'Region',
      is_required: true,
      values: ['North'],
    });
    const client = new Client(database.ownerUrl);
    await client.connect();

    async function create(number: number): Promise<void> {
      const project = {
        name: 'First project',
        client_id: company.clientId,
        client_contact_id: company.contactId,
        pm_id: company.personId,
        account_id: company.personId,
        job_order_category_id: company.categoryId,
        project_type_id: company.typeId,
        business_unit_id: company.businessUnitId,
        job_order: 'jo_001',
        purchase_order: 'po_001',
        value: 1.5,
        probability: 50,
        start_date: '2024-01-01',
        duration: 4,
        due_date: '2024-04-30',
        signed_on: '2024-01-02',
        external_cost_percentage: 20,
        external_source: 'crm',
        external_id: `D-${number}`,
        metadata: new Map([
          [company.metadataId, 'IT'],
          [Number(region.replace('metadata_', '')), 'North'],
        ]),
      };
      const { companyId, personId } = company;
      const caller = { companyId, personId, tokenId: 1, requestId: '0f8fad5b-d9cb-469f-a165-70867728950e' };
      const values: Readonly<Record<string, unknown>> = {
        ...oneNewProject({ caller, project } as unknown as Creation),
        ...{ company_id: companyId, lock_timeout: '1000', began: null },
      };
      const { name, text, parameters } = CREATE_ONE.withoutKey;
      const { rows } = await client.query({ name, text, values: parameters.map((key) => values[key]) });
      expect(rows).toHaveLength(1);
    }

    /** What this session has written since it began. */
    async function written(): Promise<Wal> {
      await client.query('select pg_stat_force_next_flush()');
      const { rows } = await client.query<Wal>(
        `select wal_records::integer as records, wal_fpi::integer as images, wal_bytes::float8 as bytes
           from pg_stat_get_backend_wal(pg_backend_pid())`,
      );
      return rows[0]!;
    }

    for (let number = 0; number < WARM_UP; number++) await create(number);
    const before = await written();
    for (let number = 0; number < CREATES; number++) await create(WARM_UP + number);
    const after = await written();

    const entries = await database.query<{ name: string; entries: number }>(`
      select indexrelid::regclass::text as name,
             (xpath('/row/count/text()', query_to_xml(format('select count(*) from %s where %s',
               indrelid::regclass, coalesce(pg_get_expr(indpred, indrelid), 'true')), false, true, '')))[1]::text::integer
               / ${WARM_UP + CREATES}.0 as entries
        from pg_index
       where indrelid in ('projects'::regclass, 'project_metadata_values'::regclass, 'project_events'::regclass)
       order by 1`);
    await client.end();
    await database.drop();
    await postgres.stop();
    await rm(dataFolder, { recursive: true });
    const cost = {
      indexEntries: entries.reduce((sum, { entries: of }) => sum + of, 0),
      walRecords: (after.records - before.records) / CREATES,
      walBytes: (after.bytes - before.bytes) / CREATES,
    };
    // Images of pages depend on when there was a checkpoint: the server of the tests writes none.
    expect(after.images - before.images).toBe(0);
    const dearer = Object.entries(EXPECTED).filter(
      ([what, expected]) => cost[what as keyof typeof cost] > expected * TOLERANCE,
    );
    expect({ cost, dearer }).toEqual({ cost, dearer: [] });
  }, 60_000);
});
