import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { ProjectMetadataOption } from '../../project-metadata/project-metadata-option.entity';
import { Project } from './project.entity';

/** The value that a project has for one project metadata. */
@Entity('project_metadata_values')
@ForeignKey(() => Project, ['company_id', 'project_id'], ['company_id', 'id'], {
  name: 'fk_project_metadata_values_project',
  onDelete: 'CASCADE',
})
@ForeignKey(
  () => ProjectMetadataOption,
  ['company_id', 'project_metadata_id', 'value'],
  ['company_id', 'project_metadata_id', 'value'],
  { name: 'fk_project_metadata_values_option' },
)
@Index('ix_project_metadata_values_option', ['company_id', 'project_metadata_id', 'value'])
export class ProjectMetadataValue {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_project_metadata_values' })
  company_id!: number;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_project_metadata_values' })
  project_id!: number;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_project_metadata_values' })
  project_metadata_id!: number;

  @Column('text')
  value!: string;
}
