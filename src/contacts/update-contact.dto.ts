import { PartialType } from '@nestjs/swagger';
import { Schema } from '../fields/schema.decorator';
import { CreateContactDto } from './create-contact.dto';

/** What can be changed of a contact: an absent field keeps its value, null clears it. */
@Schema({ name: 'UpdateContact', changes: CreateContactDto })
export class UpdateContactDto extends PartialType(CreateContactDto, { skipNullProperties: false }) {}

/** A request that works in the demo company as it stands. */
export const UPDATE_CONTACT_EXAMPLE = { role: 'Managing director', notes: null };
