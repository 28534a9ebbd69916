import { Column, Entity, ForeignKey, Unique } from 'typeorm';
import { companyRow } from '../database/company-row';
import { Account } from '../auth/account.entity';
import { Role } from '../catalog/roles/role.entity';

@Entity('persons')
@ForeignKey(() => Account, ['account_id'], ['id'], { name: 'fk_persons_account' })
@ForeignKey(() => Role, ['company_id', 'role_id'], ['company_id', 'id'], { name: 'fk_persons_role' })
@Unique('uq_persons_account', ['company_id', 'account_id'])
export class Person extends companyRow('pk_persons', 'fk_persons_company') {
  @Column('bigint')
  account_id!: number;

  @Column('bigint')
  role_id!: number;

  @Column('text')
  email!: string;

  @Column('text')
  name!: string;

  @Column('text')
  surname!: string;

  @Column('boolean', { default: false })
  is_archived!: boolean;
}
