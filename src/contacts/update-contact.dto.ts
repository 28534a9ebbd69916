import { changesOf } from '../fields/changes-of';
import { Input } from '../fields/input.decorator';
import { Schema } from '../fields/schema.decorator';
import { CreateContactDto } from './create-contact.dto';

/** What can be changed of a contact: an absent field keeps its value, null clears it. */
@Schema({ name: 'UpdateContact' })
@Input({ like: CreateContactDto })
export class UpdateContactDto extends changesOf(CreateContactDto) {}

/** A request that works in the demo company as it stands. */
export const UPDATE_CONTACT_EXAMPLE = { role: 'Managing director', notes: null };
