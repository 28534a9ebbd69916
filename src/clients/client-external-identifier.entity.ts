import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { companyRow } from '../database/company-row';
import { Client } from './client.entity';

/** What another system calls a client. */
@Entity('client_external_identifiers')
@ForeignKey(() => Client, ['company_id', 'client_id'], ['company_id', 'id'], {
  name: 'fk_client_external_identifiers_client',
})
@Index('ix_client_external_identifiers_client', ['company_id', 'client_id'])
@Index('uq_client_external_identifiers', ['company_id', 'external_id', 'type'], {
  unique: true,
  where: 'deleted_at IS NULL',
})
export class ClientExternalIdentifier extends companyRow('pk_client_external_identifiers') {
  @Column('bigint')
  client_id!: number;

  @Column('text')
  type!: string;

  @Column('text')
  external_id!: string;

  /** When the client was deleted. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deleted_at!: Date | null;
}
