import { Column, Entity, ForeignKey, Unique } from 'typeorm';
import { companyRow } from '../../database/company-row';
import { Company } from '../../companies/company.entity';

@Entity('business_units')
@ForeignKey(() => Company, ['company_id'], ['id'], { name: 'fk_business_units_company' })
@Unique('uq_business_units_name', ['company_id', 'name'])
export class BusinessUnit extends companyRow('pk_business_units') {
  @Column('text')
  name!: string;
}
