import { ItemResponse } from '../company-repository/item.response.dto';
import { SameAs } from '../fields/response-field.decorator';
import { Schema } from '../fields/schema.decorator';
import { CreateTimesheetWhitelistDto } from './create-timesheet-whitelist.dto';

@Schema({ name: 'TimesheetWhitelist' })
export class TimesheetWhitelistResponse extends ItemResponse {
  @SameAs(CreateTimesheetWhitelistDto)
  project_id!: number;

  @SameAs(CreateTimesheetWhitelistDto)
  person_id!: number;
}
