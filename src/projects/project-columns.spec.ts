import { fieldsOf } from '../fields/field-registry';
import { CreateProjectDto } from './dto/create-project.dto';
import { ProjectQueryDto } from './dto/project-query.dto';
import {
  CHANGEABLE_COLUMNS,
  changedValues,
  CHECKED_COLUMNS,
  createdValues,
  FIELD_TYPES,
  FILTER_TYPES,
  PLAIN_COLUMNS,
  typesOf,
} from './project-columns';

describe('the columns of a project', () => {
  it('have the types of the entity', () => {
    expect(typesOf(['id', 'name', 'value', 'created_at', 'date_start', 'is_archived'])).toEqual({
      id: 'bigint',
      name: 'text',
      value: 'numeric(15, 5)',
      created_at: 'timestamptz(3)',
      date_start: 'date',
      is_archived: 'boolean',
    });
    expect(FIELD_TYPES).toMatchObject({ start_date: 'date', value: 'numeric(15, 5)' });
  });

  it('can be filtered by a parameter of the list, if they have a filter', () => {
    const parameters = [...fieldsOf(ProjectQueryDto).keys()];
    expect(parameters).toEqual(expect.arrayContaining(Object.keys(FILTER_TYPES)));
  });

  it('store every field of a body', () => {
    expect(Object.keys(FIELD_TYPES).sort()).toEqual([...fieldsOf(CreateProjectDto).keys()].sort());
  });

  it('are stored from fields, expressions and defaults', () => {
    expect(Object.fromEntries(createdValues())).toMatchObject({
      date_start: 'start_date',
      external_cost_percentage: 'coalesce(external_cost_percentage, 0)',
      billing_group_id: '(null)::bigint',
    });
    expect(Object.fromEntries(changedValues(CHANGEABLE_COLUMNS))).toMatchObject({
      name: 'next.name',
      archived_on:
        '(select case when next.is_archived then coalesce(projects.archived_on, current_date) end)',
      unique_job_order: 'case when is_job_order_unique then next.job_order end',
    });
  });

  it('change with those that they follow from', () => {
    expect(changedValues(['name', 'is_archived'])).toEqual([
      ['name', 'next.name'],
      ['is_archived', 'next.is_archived'],
      [
        'archived_on',
        '(select case when next.is_archived then coalesce(projects.archived_on, current_date) end)',
      ],
    ]);
    expect(changedValues(['name'])).toEqual([['name', 'next.name']]);
  });

  const isChecked = (column: string): boolean => (CHECKED_COLUMNS as readonly string[]).includes(column);

  it('are plain if no rule about the data of the company looks at them', () => {
    expect(PLAIN_COLUMNS).toEqual(CHANGEABLE_COLUMNS.filter((column) => !isChecked(column)));
    expect(PLAIN_COLUMNS).toEqual(expect.arrayContaining(['name', 'value', 'is_archived', 'risk']));
    expect(PLAIN_COLUMNS).not.toContain('job_order');
  });
});
