import { Column, Entity, Unique } from 'typeorm';
import { companyRow } from '../../database/company-row';

@Entity('project_stages')
@Unique('uq_project_stages_name', ['company_id', 'name'])
export class ProjectStage extends companyRow('pk_project_stages', 'fk_project_stages_company') {
  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('integer', { default: 0 })
  hierarchy!: number;
}
