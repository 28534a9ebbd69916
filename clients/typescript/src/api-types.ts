import { type components as Documented, type paths as DocumentedPaths } from './schema';

/**
 * The generated types with what OpenAPI 3.0 can't say and this client knows: of the keys that the document leaves open
 * those of projects are `metadata_<id>`, and the headers that say who calls are set once.
 */
export type paths = {
  [Path in keyof DocumentedPaths]: {
    [Method in keyof DocumentedPaths[Path]]: Operation<DocumentedPaths[Path][Method]>;
  };
};

/** The schemas of the document, `components['schemas']['Project']` among them. */
export interface components {
  schemas: {
    [Name in keyof Documented['schemas']]: Body<
      Documented['schemas'][Name],
      Name extends `Create${string}` | `Update${string}` ? string | null : string
    >;
  };
}

type Operation<T> = {
  [Part in keyof T]: Part extends 'parameters'
    ? WithoutCaller<T[Part]>
    : Part extends 'requestBody'
      ? Content<T[Part], string | null>
      : Part extends 'responses'
        ? { [Status in keyof T[Part]]: Content<T[Part][Status], string> }
        : T[Part];
};

type WithoutCaller<T> = T extends { header: infer Headers }
  ? Omit<T, 'header'> & { header?: Omit<Headers, 'Wethod-Company' | 'Wethod-Version'> }
  : T;

type Content<T, Value> = T extends { content: infer Types }
  ? Omit<T, 'content'> & { content: { [Type in keyof Types]: Body<Types[Type], Value> } }
  : T;

type Body<T, Value> = T extends readonly (infer Item)[]
  ? Body<Item, Value>[]
  : string extends keyof T
    ? WithMetadata<T, Value>
    : T;

/** An object without keys of its own is open for any. */
type WithMetadata<T, Value> = keyof Named<T> extends never
  ? T
  : Named<T> & Record<`metadata_${number}`, Value>;

type Named<T> = { [Key in keyof T as string extends Key ? never : number extends Key ? never : Key]: T[Key] };
