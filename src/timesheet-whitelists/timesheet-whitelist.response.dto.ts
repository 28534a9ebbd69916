import { ItemResponse } from '../resources/item.response.dto';
import { AnswersField } from '../validation/field.decorator';
import { Schema } from '../validation/schema.decorator';
import { CreateTimesheetWhitelistDto } from './create-timesheet-whitelist.dto';

@Schema({ name: 'TimesheetWhitelist' })
export class TimesheetWhitelistResponse extends ItemResponse {
  @AnswersField(CreateTimesheetWhitelistDto)
  project_id!: number;

  @AnswersField(CreateTimesheetWhitelistDto)
  person_id!: number;
}
