import { JobOrderCategoryGroup } from '../catalog/job-order-categories/job-order-category-group.entity';
import { ProjectType } from '../catalog/project-types/project-type.entity';
import { Project } from '../projects/entities/project.entity';
import { columnTypesOf, nounOf, nullableColumnsOf, tableOf, uniqueKeysOf } from './entity';

describe('an entity class', () => {
  it('has a table and a noun', () => {
    expect([tableOf(ProjectType), nounOf(ProjectType)]).toEqual(['project_types', 'project type']);
    expect([tableOf(JobOrderCategoryGroup), nounOf(JobOrderCategoryGroup)]).toEqual([
      'job_order_category_groups',
      'job order category group',
    ]);
  });

  it('has the types of its own columns and of those that it inherits', () => {
    expect(columnTypesOf(ProjectType)).toEqual({
      company_id: 'bigint',
      id: 'bigint',
      created_at: 'timestamptz(3)',
      updated_at: 'timestamptz(3)',
      name: 'text',
      group: 'text',
    });
    expect(columnTypesOf(Project).value).toBe('numeric(15, 5)');
  });

  it('has columns that may hold null', () => {
    expect([...nullableColumnsOf(ProjectType)]).toEqual(['group']);
  });

  it('has the columns of its unique constraints and indexes', () => {
    expect(Object.fromEntries(uniqueKeysOf(Project))).toEqual({
      uq_projects_job_order: ['company_id', 'unique_job_order'],
      uq_projects_external_id: ['company_id', 'external_id', 'external_source'],
    });
  });
});
