import { Column, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/**
 * What every row of a company has. The company leads the primary key; ids are given by PostgreSQL unless the row brings
 * its own.
 */
export interface CompanyRow {
  company_id: number;
  id: number;
  created_at: Date;
  updated_at: Date;
}

/** The columns of CompanyRow as a base class, with the primary key's name in the schema. */
export function companyRow(primaryKeyConstraintName: string): abstract new () => CompanyRow {
  abstract class Row implements CompanyRow {
    @PrimaryColumn('bigint', { primaryKeyConstraintName })
    company_id!: number;

    @PrimaryGeneratedColumn('identity', {
      type: 'bigint',
      generatedIdentity: 'BY DEFAULT',
      primaryKeyConstraintName,
    })
    id!: number;

    @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
    created_at!: Date;

    @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
    updated_at!: Date;
  }
  return Row;
}
