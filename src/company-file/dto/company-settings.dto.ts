import { BooleanField } from '../../fields/field.decorator';
import { Schema } from '../../fields/schema.decorator';

@Schema({ noun: 'the settings of a company' })
export class CompanySettingsDto {
  @BooleanField({ description: 'Every project must name a contact of its client. Off by default' })
  is_client_contact_required?: boolean | null;

  @BooleanField({ description: 'No two projects may share a job order. Off by default' })
  is_job_order_unique?: boolean | null;

  @BooleanField({
    description: 'The probability of a project is one of 0, 10, 25, 50, 75, 90, 100. Off by default',
  })
  is_probability_scale_enforced?: boolean | null;
}
