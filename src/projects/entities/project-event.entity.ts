import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

export const PROJECT_ACTIONS = ['created', 'updated', 'archived', 'unarchived', 'deleted'] as const;
export type ProjectAction = (typeof PROJECT_ACTIONS)[number];

/**
 * Something that was done to a project. It refers to nothing by a foreign key: a history outlives its project, and
 * it is written with every write, so it has to be cheap.
 */
@Entity('project_events')
@Index('ix_project_events_feed', ['company_id', 'created_at', 'id'])
export class ProjectEvent {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_project_events' })
  company_id!: number;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'pk_project_events' })
  project_id!: number;

  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'pk_project_events',
  })
  id!: number;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  created_at!: Date;

  @Column('text')
  action!: ProjectAction;

  @Column('bigint')
  person_id!: number;

  @Column('bigint')
  token_id!: number;

  @Column('text')
  request_id!: string;

  @Column('json', {
    nullable: true,
    comment: 'fields with their values before and after; none for a creation',
  })
  changes!: object[] | null;

  @Column('json', {
    nullable: true,
    comment: 'the project as it was created, of a creation by an earlier release',
  })
  state!: object | null;

  @Column('text', {
    nullable: true,
    comment: 'the place of the request in a trace, which webhooks go on with',
  })
  traceparent!: string | null;
}
