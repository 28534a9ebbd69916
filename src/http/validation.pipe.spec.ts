import 'reflect-metadata';
import { type ArgumentMetadata } from '@nestjs/common';
import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsEmail } from 'class-validator';
import { IntegerField, TextField } from '../fields/field.decorator';
import { Schema } from '../fields/schema.decorator';
import { changeFailures, hasDeferredFailures } from '../fields/change';
import { InvalidDataError } from './api-error';
import { ValidationPipe } from './validation.pipe';

@Schema({ noun: 'a room', readOnly: { id: 'is read-only: the service sets it' } })
class CreateRoomDto {
  @TextField({ minLength: 1, maxLength: 5, description: 'Name', required: true })
  name!: string;

  @IntegerField({ minimum: 1, maximum: 9, description: 'Floor' })
  floor?: number | null;
}

@Schema({ changes: CreateRoomDto })
class UpdateRoomDto extends PartialType(CreateRoomDto, { skipNullProperties: false }) {}

class WatchedRoomDto extends CreateRoomDto {
  @ApiProperty()
  @IsEmail()
  guard!: string;
}

const body = (metatype: ArgumentMetadata['metatype']): ArgumentMetadata => ({ type: 'body', metatype });
const pipe = new ValidationPipe();

function failuresOf(validate: () => unknown): unknown {
  try {
    validate();
  } catch (error) {
    if (error instanceof InvalidDataError) return error.failures;
    throw error;
  }
  return [];
}

it('returns an instance of the class', () => {
  const room = pipe.transform({ name: 'Aula', floor: null }, body(CreateRoomDto));
  expect(room).toBeInstanceOf(CreateRoomDto);
  expect(room).toEqual({ name: 'Aula', floor: null });
});

it('throws all failures at once', () => {
  expect(failuresOf(() => pipe.transform({ floor: 0, roof: 1 }, body(CreateRoomDto)))).toEqual([
    { field: 'name', message: 'is required' },
    { field: 'floor', message: 'must be from 1 to 9' },
    { field: 'roof', message: 'is not a field of a room' },
  ]);
});

it('enforces decorators of class-validator, in the words of the API', () => {
  const failures = failuresOf(() => pipe.transform({ name: 'Aula', guard: 'ada' }, body(WatchedRoomDto)));
  expect(failures).toEqual([{ field: 'guard', message: 'must be an email' }]);
  expect(pipe.transform({ name: 'Aula', guard: 'ada@demo.example' }, body(WatchedRoomDto))).toEqual({
    name: 'Aula',
    guard: 'ada@demo.example',
  });
});

it('defers the failures of a change, and leaves what it says of read-only keys to the stored item', () => {
  const change = pipe.transform({ id: 1, floor: 2 }, body(UpdateRoomDto)) as object;
  expect(hasDeferredFailures(change)).toBe(true);
  expect(changeFailures(change, { id: 1 })).toEqual([]);
  expect(changeFailures(change, { id: 2 })).toEqual([
    { field: 'id', message: 'is read-only: the service sets it' },
  ]);
  const wrong = pipe.transform({ name: 'Aula', floor: '2' }, body(UpdateRoomDto)) as object;
  expect(hasDeferredFailures(wrong)).toBe(true);
  expect({ ...wrong }).toMatchObject({ name: 'Aula' });
  expect(wrong).not.toHaveProperty('floor');
  expect(changeFailures(wrong, { id: 1 })).toEqual([
    { field: 'floor', message: 'must be an integer, not a number in quotes' },
  ]);
  expect(hasDeferredFailures(pipe.transform({ floor: 2 }, body(UpdateRoomDto)) as object)).toBe(false);
});

it('returns the failures for those who have more of them', () => {
  const returning = new ValidationPipe({ expectedType: CreateRoomDto, returnsFailures: true });
  expect(returning.transform({ name: 'Aula', floor: '1' }, body(Object))).toEqual({
    fields: { name: 'Aula' },
    failures: [{ field: 'floor', message: 'must be an integer, not a number in quotes' }],
  });
});

it.each([undefined, Object, String])('lets pass what has no class with fields: %p', (metatype) => {
  const value = { roof: 1 };
  expect(pipe.transform(value, body(metatype))).toBe(value);
});
