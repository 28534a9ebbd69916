import { getMetadataArgsStorage } from 'typeorm';

/** The SQL types of the columns of an entity class, inherited ones included, as in `numeric(15, 5)`. */
export function columnTypesOf<Row extends object>(
  entity: new () => Row,
): Readonly<Record<keyof Row & string, string>> {
  const types = getMetadataArgsStorage()
    .filterColumns(lineageOf(entity))
    .map(({ propertyName, options: { type, precision, scale } }) => {
      const modifiers = [precision, scale].filter((modifier) => modifier !== undefined).join(', ');
      return [propertyName, modifiers === '' ? String(type) : `${String(type)}(${modifiers})`] as const;
    });
  return Object.fromEntries(types) as Record<keyof Row & string, string>;
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- what TypeORM calls a class
function lineageOf(entity: Function): Function[] {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- the same
  const parent = Object.getPrototypeOf(entity) as Function | null;
  return parent === null || parent === Function.prototype ? [entity] : [entity, ...lineageOf(parent)];
}
