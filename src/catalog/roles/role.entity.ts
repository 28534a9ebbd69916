import { Column, Entity, ForeignKey, Unique } from 'typeorm';
import { companyRow } from '../../database/company-row';
import { Company } from '../../companies/company.entity';

@Entity('roles')
@ForeignKey(() => Company, ['company_id'], ['id'], { name: 'fk_roles_company' })
@Unique('uq_roles_name', ['company_id', 'name'])
export class Role extends companyRow('pk_roles') {
  @Column('text')
  name!: string;

  @Column('boolean', { default: false })
  is_default!: boolean;

  @Column('text', { array: true, default: () => "'{}'" })
  permissions!: string[];
}
