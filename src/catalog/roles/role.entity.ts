import { Column, Entity, Unique } from 'typeorm';
import { companyRow } from '../../database/company-row';

@Entity('roles')
@Unique('uq_roles_name', ['company_id', 'name'])
export class Role extends companyRow('pk_roles', 'fk_roles_company') {
  @Column('text')
  name!: string;

  @Column('boolean', { default: false })
  is_default!: boolean;

  @Column('text', { array: true, default: () => "'{}'" })
  permissions!: string[];
}
