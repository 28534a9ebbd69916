import { Column, Entity, ForeignKey, Index, Unique } from 'typeorm';
import { companyRow } from '../database/company-row';
import { Person } from '../persons/person.entity';
import { Project } from '../projects/entities/project.entity';

/** Lets a person fill timesheets of a project whose whitelist is enabled. */
@Entity('timesheet_whitelists')
@Unique('uq_timesheet_whitelists_person', ['company_id', 'project_id', 'person_id'])
@Index('ix_timesheet_whitelists_person', ['company_id', 'person_id', 'id'])
@ForeignKey(() => Project, ['company_id', 'project_id'], ['company_id', 'id'], {
  name: 'fk_timesheet_whitelists_project',
})
@ForeignKey(() => Person, ['company_id', 'person_id'], ['company_id', 'id'], {
  name: 'fk_timesheet_whitelists_person',
})
export class TimesheetWhitelist extends companyRow('pk_timesheet_whitelists') {
  @Column('bigint')
  project_id!: number;

  @Column('bigint')
  person_id!: number;
}
