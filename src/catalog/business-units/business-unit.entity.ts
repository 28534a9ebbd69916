import { Column, Entity, Unique } from 'typeorm';
import { companyRow } from '../../database/company-row';

@Entity('business_units')
@Unique('uq_business_units_name', ['company_id', 'name'])
export class BusinessUnit extends companyRow('pk_business_units', 'fk_business_units_company') {
  @Column('text')
  name!: string;
}
