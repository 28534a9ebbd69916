import { Column, Entity, ForeignKey, Unique } from 'typeorm';
import { companyRow } from '../../database/company-row';
import { Company } from '../../companies/company.entity';

@Entity('project_stages')
@ForeignKey(() => Company, ['company_id'], ['id'], { name: 'fk_project_stages_company' })
@Unique('uq_project_stages_name', ['company_id', 'name'])
export class ProjectStage extends companyRow('pk_project_stages') {
  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('integer', { default: 0 })
  hierarchy!: number;
}
