import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { companyRow } from '../database/company-row';
import { Client } from '../clients/client.entity';

@Entity('client_contacts')
@Unique('uq_client_contacts_client', ['company_id', 'client_id', 'id'])
@ForeignKey(() => Client, ['company_id', 'client_id'], ['company_id', 'id'], {
  name: 'fk_client_contacts_client',
})
@Index('ix_client_contacts_updated_at', ['company_id', 'updated_at', 'id'])
@Index('ix_client_contacts_deleted_at', ['company_id', 'deleted_at', 'id'])
export class Contact extends companyRow('pk_client_contacts') {
  @Column('bigint')
  client_id!: number;

  @Column('text')
  email!: string;

  @Column('text')
  name!: string;

  @Column('text')
  surname!: string;

  @Column('text', { nullable: true })
  role!: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deleted_at!: Date | null;

  @Column('text', { nullable: true })
  notes!: string | null;

  @Column('text', { nullable: true })
  linkedin!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { nullable: true })
  telephone!: string | null;
}
