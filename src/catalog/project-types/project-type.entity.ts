import { Column, Entity, Unique } from 'typeorm';
import { companyRow } from '../../database/company-row';

@Entity('project_types')
@Unique('uq_project_types_name', ['company_id', 'name'])
export class ProjectType extends companyRow('pk_project_types', 'fk_project_types_company') {
  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  group!: string | null;
}
