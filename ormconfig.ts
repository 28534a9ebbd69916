import { DataSource } from 'typeorm';
import { dataSourceOptions } from './src/database/data-source-options';
import { withOfferedTls } from './src/database/offered-tls';

/** For the TypeORM command line: npm run migration:run, migration:revert. */
const url = process.env.MIGRATION_DATABASE_URL || process.env.DATABASE_URL;
if (url === undefined || url === '') {
  throw new Error(
    'Set MIGRATION_DATABASE_URL or DATABASE_URL to the database to migrate, as in postgres://user:password@host:5432/database.',
  );
}

export default withOfferedTls(url).then(
  (address) => new DataSource(dataSourceOptions(address, { poolSize: 2, statementTimeout: 0 })),
);
