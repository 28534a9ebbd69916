import { READ_ONLY_ITEM_KEYS } from '../company-repository/item.response.dto';
import { IdField } from '../fields/field.decorator';
import { Schema } from '../fields/schema.decorator';

/** A person who may fill timesheets of a project. */
@Schema({ name: 'CreateTimesheetWhitelist', noun: 'a timesheet whitelist', readOnly: READ_ONLY_ITEM_KEYS })
export class CreateTimesheetWhitelistDto {
  @IdField({ description: 'ID of the project', required: true, example: 1 })
  project_id!: number;

  @IdField({ description: 'ID of the person', required: true, example: 2 })
  person_id!: number;
}
