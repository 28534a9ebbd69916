import { Column, ForeignKey, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { Company } from '../companies/company.entity';

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

/**
 * The columns of CompanyRow as a base class, with the names in the schema of the primary key and of the foreign key to the
 * company. A row that belongs to another row of its company needs no foreign key of its own.
 */
export function companyRow(
  primaryKeyConstraintName: string,
  companyConstraintName?: string,
): abstract new () => CompanyRow {
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
  if (companyConstraintName !== undefined)
    ForeignKey(() => Company, ['company_id'], ['id'], { name: companyConstraintName })(Row);
  return Row;
}
