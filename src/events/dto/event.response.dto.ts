import { ApiProperty } from '@nestjs/swagger';
import { ClientResponse } from '../../clients/client.response.dto';
import { ContactResponse } from '../../contacts/contact.response.dto';
import { changes } from '../../projects/dto/project-event.response.dto';
import { ProjectResponse } from '../../projects/dto/project.response.dto';
import { type FieldChange } from '../../projects/project-changes';
import { ResponseField } from '../../fields/response-field.decorator';
import { oneOf, id, instant, text } from '../../fields/field-types';
import { Schema } from '../../fields/schema.decorator';
import { EVENT_TYPES, type EventType } from '../event-types';

const BY_FILE = '; null for a change by a company file';

/** An item as it is when the event is read. Nest resolves a class later only if the function is called `type`. */
const Item = (item: () => new () => object, noun: string): PropertyDecorator =>
  ApiProperty({
    type: () => item(),
    required: false,
    description: `Of an event of a ${noun}: the ${noun} as it is now`,
  });

const ItemId = (noun: string): PropertyDecorator =>
  ApiProperty({
    ...id.schema,
    required: false,
    description: `Of an event of a ${noun}: its ID`,
    example: 1,
  } as object);

/** Something that was done in a company. */
@Schema({ name: 'Event' })
export class EventResponse {
  @ResponseField(text({ maxLength: 64 }), {
    description: 'Place of the event: for `after`',
    example: '1739438778797.1',
  })
  cursor!: string;

  @ResponseField(id, { description: 'ID of the event', example: 1 })
  id!: number;

  @ResponseField(oneOf(EVENT_TYPES), { description: 'What was done', example: 'project.updated' })
  type!: EventType;

  @ResponseField(instant, { description: 'When it was done', example: '2025-02-13T09:26:18.797Z' })
  created_at!: Date;

  @ResponseField(id, { description: `ID of the person who did it${BY_FILE}`, nullable: true, example: 1 })
  person_id!: number | null;

  @ResponseField(id, {
    description: `ID of the token that it was done with${BY_FILE}`,
    nullable: true,
    example: 1,
  })
  token_id!: number | null;

  @ResponseField(text({ maxLength: 128 }), {
    description: `\`X-Request-Id\` of the request that did it${BY_FILE}`,
    nullable: true,
    example: '0b1ff1ba-5b9e-4c0e-9d8e-0a3f3b1f6f1c',
  })
  request_id!: string | null;

  @ResponseField(changes, {
    description:
      'What this event did: every field that got another value. Of a creation, every field that has one',
    example: [{ field: 'probability', from: 50, to: 90 }],
  })
  changes!: FieldChange[];

  @ItemId('project')
  project_id?: number;

  @Item(() => ProjectResponse, 'project')
  project?: ProjectResponse;

  @ItemId('client')
  client_id?: number;

  @Item(() => ClientResponse, 'client')
  client?: ClientResponse;

  @ItemId('contact')
  contact_id?: number;

  @Item(() => ContactResponse, 'contact')
  contact?: ContactResponse;
}
