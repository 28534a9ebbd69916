import { getMetadataStorage, type ValidationArguments } from 'class-validator';
import { fieldsOf } from './field-registry';
import { FieldConstraint } from './field.constraint';

type Class = abstract new () => object;
type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Condition = (object: object, value: unknown) => boolean;

/** Returns what is wrong with the value of a property of an object, or undefined. */
export type PropertyConstraint = (object: object, value: unknown) => string | undefined;

const compiled = new WeakMap<Class, ReadonlyMap<string, PropertyConstraint>>();

/**
 * The constraints of a class in the metadata of class-validator, by property: fields first, in their order. They are
 * looked up once. Its own `validateSync` finds, groups and filters them anew for every object, which costs many times
 * what the constraints themselves do.
 */
export function constraintsOf(type: Class): ReadonlyMap<string, PropertyConstraint> {
  let constraints = compiled.get(type);
  if (constraints === undefined) compiled.set(type, (constraints = compile(type)));
  return constraints;
}

function compile(type: Class): ReadonlyMap<string, PropertyConstraint> {
  const storage = getMetadataStorage();
  const byProperty = storage.groupByPropertyName(
    storage.getTargetValidationMetadatas(type, '', false, false),
  );
  const names = new Set([...fieldsOf(type).keys(), ...Object.keys(byProperty)]);
  return new Map([...names].map((name) => [name, propertyConstraint(type, byProperty[name] ?? [])]));
}

/** The first failure counts. What `ValidateNested` asks for is done by `parse`, for the path of the failure. */
function propertyConstraint(type: Class, metadata: readonly Metadata[]): PropertyConstraint {
  const conditions = metadata
    .filter((entry) => entry.type === 'conditionalValidation')
    .map(({ constraints }) => constraints[0] as Condition);
  // `IsDefined` has a type of its own, and comes first.
  const rules = [...withType(metadata, 'isDefined'), ...withType(metadata, 'customValidation')].flatMap(
    (entry) => rulesOf(type, entry),
  );
  return (object, value) => {
    for (const applies of conditions) if (!applies(object, value)) return undefined;
    for (const rule of rules) {
      const message = rule(object, value);
      if (message !== undefined) return message;
    }
    return undefined;
  };
}

const withType = (metadata: readonly Metadata[], type: string): Metadata[] =>
  metadata.filter((entry) => entry.type === type);

function rulesOf(type: Class, metadata: Metadata): PropertyConstraint[] {
  const { constraintCls, propertyName: property, constraints, each, validateIf } = metadata;
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(({ instance, async: isAsync }) => {
      if (isAsync) throw new Error(`${type.name}.${property}: a constraint must not be asynchronous`);
      return (object, value) => {
        if (validateIf?.(object, value) === false) return undefined;
        const args: ValidationArguments = { targetName: type.name, property, object, value, constraints };
        const isValid =
          each && Array.isArray(value)
            ? value.every((entry: unknown) => instance.validate(entry, args) === true)
            : instance.validate(value, args) === true;
        if (isValid) return undefined;
        if (instance instanceof FieldConstraint) return instance.defaultMessage(args);
        return sentence(metadata.message || (instance.defaultMessage?.(args) ?? 'is wrong'), args);
      };
    });
}

/** A message of class-validator begins with the name of the property, which a failure has already. */
function sentence(message: Metadata['message'], args: ValidationArguments): string {
  const constraints = (args.constraints as readonly unknown[] | undefined) ?? [];
  const tokens = new Map<string, unknown>([
    ['$value', args.value],
    ['$target', args.targetName],
    ['$property', args.property],
    ...constraints.map((given, at) => [`$constraint${at + 1}`, given] as const),
  ]);
  return (typeof message === 'function' ? message(args) : message)
    .replace(/^\$property /, '')
    .replace(/\$(?:value|target|property|constraint\d+)/g, (token) => {
      const given = tokens.get(token);
      return Array.isArray(given) ? given.join(', ') : String(given);
    });
}
