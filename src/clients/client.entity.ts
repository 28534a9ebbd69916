import { Column, Entity, Index } from 'typeorm';
import { companyRow } from '../database/company-row';

@Entity('clients')
@Index('ix_clients_updated_at', ['company_id', 'updated_at', 'id'])
@Index('ix_clients_deleted_at', ['company_id', 'deleted_at', 'id'])
export class Client extends companyRow('pk_clients', 'fk_clients_company') {
  @Column('text')
  corporate_name!: string;

  @Column('text')
  acronym!: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deleted_at!: Date | null;

  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { nullable: true })
  notes!: string | null;

  @Column('text', { nullable: true })
  website!: string | null;

  @Column('text', { nullable: true })
  linkedin!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { nullable: true })
  street!: string | null;

  @Column('text', { nullable: true })
  zip_code!: string | null;

  @Column('text', { nullable: true })
  town!: string | null;

  @Column('text', { nullable: true })
  country!: string | null;

  @Column('text', { nullable: true })
  vat!: string | null;

  @Column('text', { nullable: true })
  payment_condition!: string | null;

  @Column('text', { nullable: true })
  group_company!: string | null;

  @Column('text', { nullable: true })
  sdi_code!: string | null;

  @Column('text', { nullable: true })
  pec!: string | null;

  @Column('text', { nullable: true })
  administration_email!: string | null;

  @Column('text', { nullable: true })
  company_registration_number!: string | null;

  @Column('text', { nullable: true })
  legal_name!: string | null;

  @Column('text', { nullable: true })
  intent_code!: string | null;

  @Column('date', { nullable: true })
  intent_date!: string | null;

  @Column('text', { nullable: true })
  phone!: string | null;

  @Column('text', { nullable: true })
  tax_reference!: string | null;

  @Column('bigint', { nullable: true })
  group_id!: number | null;

  @Column('bigint', { nullable: true })
  bank_account_id!: number | null;

  @Column('bigint', { nullable: true })
  vat_rate_id!: number | null;

  @Column('bigint', { nullable: true })
  payment_term_id!: number | null;
}
