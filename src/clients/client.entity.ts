import { Column, Entity, ForeignKey } from 'typeorm';
import { companyRow } from '../database/company-row';
import { Company } from '../companies/company.entity';

@Entity('clients')
@ForeignKey(() => Company, ['company_id'], ['id'], { name: 'fk_clients_company' })
export class Client extends companyRow('pk_clients') {
  @Column('text')
  corporate_name!: string;

  @Column('text')
  acronym!: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  deleted_at!: Date | null;
}
