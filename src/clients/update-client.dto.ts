import { changesOf } from '../fields/changes-of';
import { Input } from '../fields/input.decorator';
import { Schema } from '../fields/schema.decorator';
import { CreateClientDto } from './create-client.dto';

/** What can be changed of a client: an absent field keeps its value, null clears it. */
@Schema({ name: 'UpdateClient' })
@Input({ like: CreateClientDto })
export class UpdateClientDto extends changesOf(CreateClientDto) {}

/** A request that works in the demo company as it stands. */
export const UPDATE_CLIENT_EXAMPLE = { website: 'https://acme.example', notes: null };
