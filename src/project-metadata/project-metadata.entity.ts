import { Column, Entity, Index, Unique } from 'typeorm';
import { companyRow } from '../database/company-row';

/** A question that a company asks about its projects. Its answers are its options. */
@Entity('project_metadata')
@Unique('uq_project_metadata_key', ['company_id', 'key'])
@Index('ix_project_metadata_updated_at', ['company_id', 'updated_at'])
export class ProjectMetadata extends companyRow('pk_project_metadata', 'fk_project_metadata_company') {
  @Column('text')
  key!: string;

  @Column('boolean', { default: false })
  is_required!: boolean;
}
