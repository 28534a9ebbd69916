import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { companyRow } from '../database/company-row';
import { Company } from '../companies/company.entity';

/** A question that a company asks about its projects. Its answers are its options. */
@Entity('project_metadata')
@ForeignKey(() => Company, ['company_id'], ['id'], { name: 'fk_project_metadata_company' })
@Unique('uq_project_metadata_key', ['company_id', 'key'])
@Index('ix_project_metadata_updated_at', ['company_id', 'updated_at'])
export class ProjectMetadata extends companyRow('pk_project_metadata') {
  @Column('text')
  key!: string;

  @Column('boolean', { default: false })
  is_required!: boolean;
}
