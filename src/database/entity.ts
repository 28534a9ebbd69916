import { getMetadataArgsStorage } from 'typeorm';

export type EntityClass<Row extends object = object> = new () => Row;

/** The table of an entity class. */
export function tableOf(entity: EntityClass): string {
  return getMetadataArgsStorage().filterTables(lineageOf(entity))[0]!.name!;
}

/** What one of its rows is called: `project type` of ProjectType. */
export function nounOf(entity: EntityClass): string {
  return entity.name.replace(/(?<=.)[A-Z]/g, ' $&').toLowerCase();
}

/** The SQL types of the columns of an entity class, inherited ones included, as in `numeric(15, 5)`. */
export function columnTypesOf<Row extends object>(
  entity: EntityClass<Row>,
): Readonly<Record<keyof Row & string, string>> {
  const types = getMetadataArgsStorage()
    .filterColumns(lineageOf(entity))
    .map(({ propertyName, options: { type, precision, scale } }) => {
      const modifiers = [precision, scale].filter((modifier) => modifier !== undefined).join(', ');
      return [propertyName, modifiers === '' ? String(type) : `${String(type)}(${modifiers})`] as const;
    });
  return Object.fromEntries(types) as Record<keyof Row & string, string>;
}

/** The columns of an entity class that may hold null. */
export function nullableColumnsOf(entity: EntityClass): ReadonlySet<string> {
  const columns = getMetadataArgsStorage().filterColumns(lineageOf(entity));
  return new Set(columns.flatMap(({ propertyName, options }) => (options.nullable ? [propertyName] : [])));
}

/** The columns of the unique constraints and indexes of an entity class, by their names. */
export function uniqueKeysOf(entity: EntityClass): ReadonlyMap<string, readonly string[]> {
  const storage = getMetadataArgsStorage();
  const keys = [
    ...storage.filterUniques(lineageOf(entity)),
    ...storage.filterIndices(lineageOf(entity)).filter(({ unique }) => unique),
  ];
  return new Map(keys.map(({ name, columns }) => [name!, columns as string[]]));
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- what TypeORM calls a class
function lineageOf(entity: Function): Function[] {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- the same
  const parent = Object.getPrototypeOf(entity) as Function | null;
  return parent === null || parent === Function.prototype ? [entity] : [entity, ...lineageOf(parent)];
}
