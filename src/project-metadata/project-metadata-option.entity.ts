import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { ProjectMetadata } from './project-metadata.entity';

/** One of the values that a project metadata may take. */
@Entity('project_metadata_options')
@ForeignKey(() => ProjectMetadata, ['company_id', 'project_metadata_id'], ['company_id', 'id'], {
  name: 'fk_project_metadata_options_metadata',
  onDelete: 'CASCADE',
})
export class ProjectMetadataOption {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_project_metadata_options' })
  company_id!: number;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_project_metadata_options' })
  project_metadata_id!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_project_metadata_options' })
  value!: string;

  @Column('integer')
  position!: number;
}
