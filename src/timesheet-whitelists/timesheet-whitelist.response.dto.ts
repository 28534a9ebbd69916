import { ItemResponse } from '../company-repository/item.response.dto';
import { AnswersField } from '../fields/field.decorator';
import { Schema } from '../fields/schema.decorator';
import { CreateTimesheetWhitelistDto } from './create-timesheet-whitelist.dto';

@Schema({ name: 'TimesheetWhitelist' })
export class TimesheetWhitelistResponse extends ItemResponse {
  @AnswersField(CreateTimesheetWhitelistDto)
  project_id!: number;

  @AnswersField(CreateTimesheetWhitelistDto)
  person_id!: number;
}
