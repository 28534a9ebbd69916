import { PartialType } from '@nestjs/swagger';
import { Schema } from '../fields/schema.decorator';
import { CreateClientDto } from './create-client.dto';

/** What can be changed of a client: an absent field keeps its value, null clears it. */
@Schema({ name: 'UpdateClient', changes: CreateClientDto })
export class UpdateClientDto extends PartialType(CreateClientDto, { skipNullProperties: false }) {}

/** A request that works in the demo company as it stands. */
export const UPDATE_CLIENT_EXAMPLE = { website: 'https://acme.example', notes: null };
