import {
  registerDecorator,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { isRequired } from './field-registry';
import { type FieldType } from './field-types';

/** The constraint of class-validator that a value is of a type of fields. Its messages continue "the field …". */
@ValidatorConstraint({ name: 'field' })
export class FieldConstraint implements ValidatorConstraintInterface {
  validate(value: unknown, { constraints }: ValidationArguments): boolean {
    if (value === undefined || value === null) return false;
    return typeOf(constraints).rule(value) === undefined;
  }

  defaultMessage({ value, constraints, object, property }: ValidationArguments): string {
    if (value === undefined || value === null)
      return value === null && !isRequired(object, property) ? 'must not be null' : 'is required';
    return typeOf(constraints).rule(value) ?? '';
  }
}

/** Whether the field may be absent or null is for `IsOptional` and `ValidateIf` to say. */
export function IsOfType(type: FieldType): PropertyDecorator {
  return ({ constructor }, key) => {
    registerDecorator({
      target: constructor,
      propertyName: String(key),
      constraints: [type],
      validator: FieldConstraint,
    });
  };
}

const typeOf = ([type]: readonly unknown[]): FieldType => type as FieldType;
