import { ItemResponse } from '../company-repository/item.response.dto';
import { ResponseField } from '../fields/response-field.decorator';
import { Schema } from '../fields/schema.decorator';
import { email, boolean, id, text } from '../fields/field-types';

/** A person of the company. */
@Schema({ name: 'Person' })
export class PersonResponse extends ItemResponse {
  @ResponseField(email({ maxLength: 150 }), { description: 'E-mail address', example: 'ada@demo.example' })
  email!: string;

  @ResponseField(text({ maxLength: 100 }), { description: 'First name', example: 'Ada' })
  name!: string;

  @ResponseField(text({ maxLength: 100 }), { description: 'Last name', example: 'Rossi' })
  surname!: string;

  @ResponseField(id, { description: 'ID of the role', example: 1 })
  role_id!: number;

  @ResponseField(text({ maxLength: 100 }), { description: 'Name of the role', example: 'Administrator' })
  role!: string;

  @ResponseField(boolean, { description: 'Has the person left the company?', example: false })
  is_archived!: boolean;

  @ResponseField(boolean, { description: 'Is the person seen in the allocation of people?', nullable: true })
  is_visible_in_people_allocation!: boolean | null;

  @ResponseField(boolean, { description: 'Must the person fill in timesheets?', nullable: true })
  has_timesheet_required!: boolean | null;

  @ResponseField(id, { description: 'ID of the level', nullable: true })
  level_id!: number | null;

  @ResponseField(id, { description: 'ID of the stream', nullable: true })
  stream_id!: number | null;

  @ResponseField(id, { description: 'ID of the price list', nullable: true })
  price_list_id!: number | null;

  @ResponseField(id, { description: 'ID of the job title', nullable: true })
  job_title_id!: number | null;

  @ResponseField(id, {
    description: 'ID of the person who manages the allocation of this one',
    nullable: true,
  })
  allocation_manager_id!: number | null;

  @ResponseField(id, { description: 'ID of the capacity', nullable: true })
  capacity_id!: number | null;

  @ResponseField(id, { description: 'ID of the location', nullable: true })
  location_id!: number | null;
}

/** Keys of the public object for what this service does not have: always null. */
export const NOT_HERE = [
  'is_visible_in_people_allocation',
  'has_timesheet_required',
  'level_id',
  'stream_id',
  'price_list_id',
  'job_title_id',
  'allocation_manager_id',
  'capacity_id',
  'location_id',
] as const satisfies readonly (keyof PersonResponse)[];
