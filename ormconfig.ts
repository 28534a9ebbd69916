import { DataSource } from 'typeorm';
import { dataSourceOptions } from './src/database/data-source-options';

/** For the TypeORM command line: npm run migration:run, migration:revert. */
const url = process.env.DATABASE_URL;
if (url === undefined || url === '') {
  throw new Error(
    'Set DATABASE_URL to the database to migrate, as in postgres://user:password@host:5432/database.',
  );
}

export default new DataSource(dataSourceOptions(url, { poolSize: 2, statementTimeout: 0 }));
