import { Column, Entity, ForeignKey, Unique } from 'typeorm';
import { companyRow } from '../../database/company-row';
import { Company } from '../../companies/company.entity';

@Entity('project_types')
@ForeignKey(() => Company, ['company_id'], ['id'], { name: 'fk_project_types_company' })
@Unique('uq_project_types_name', ['company_id', 'name'])
export class ProjectType extends companyRow('pk_project_types') {
  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  group!: string | null;
}
