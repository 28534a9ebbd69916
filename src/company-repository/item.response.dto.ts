import { ResponseField } from '../fields/response-field.decorator';
import { id, instant } from '../fields/field-types';

/** What every item of a company has. */
export abstract class ItemResponse {
  @ResponseField(id, { description: 'ID', example: 1 })
  id!: number;

  @ResponseField(instant, { description: 'When it was created', example: '2025-02-13T09:26:18.797Z' })
  created_at!: Date;

  @ResponseField(instant, { description: 'When it last changed', example: '2025-02-13T09:26:18.797Z' })
  updated_at!: Date;
}

const GIVEN_BY_THE_SERVICE = 'is read-only: the service sets it';

/** What is said of these keys where a request brings them. */
export const READ_ONLY_ITEM_KEYS = {
  id: GIVEN_BY_THE_SERVICE,
  created_at: GIVEN_BY_THE_SERVICE,
  updated_at: GIVEN_BY_THE_SERVICE,
} as const;
