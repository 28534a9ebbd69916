import { ApiError, type ErrorBody } from './errors';
import { nextQuery } from './next-query';
import { type RequestMethods } from './request-methods';
import { type paths } from './api-types';

/** The operation at a path that returns a list. */
interface ListOperation {
  readonly parameters: { readonly query?: object };
  readonly responses: {
    readonly 200: { readonly content: { readonly 'application/json': readonly unknown[] } };
  };
}

/** The paths of lists, as `/api/projects`. The feed has no end: it is followed by `client.events()`. */
export type ListPath = Exclude<
  {
    [Path in keyof paths]: paths[Path] extends { readonly get: ListOperation } ? Path : never;
  }[keyof paths],
  '/api/events'
>;

type Operation<Path extends ListPath> = Extract<paths[Path]['get'], ListOperation>;

/** What the list at a path is a list of. */
export type ListItem<Path extends ListPath> =
  Operation<Path>['responses'][200]['content']['application/json'][number];

/** The limit of a page and the filters that the list at a path has. */
export type ListQuery<Path extends ListPath> = Operation<Path>['parameters']['query'];

/**
 * All items of a list, page after page as they are asked for: `for await (const project of listAll(…))`. Throws an
 * ApiError if a page can not be had.
 */
export async function* listAll<Path extends ListPath>(
  client: RequestMethods,
  path: Path,
  options: { readonly query?: ListQuery<Path>; readonly signal?: AbortSignal } = {},
): AsyncGenerator<ListItem<Path>, void, undefined> {
  // For a path that is still open TypeScript does not know what GET takes and returns.
  const get = client.GET as unknown as GetPage<ListItem<Path>>;
  const { signal } = options;
  let query: object | undefined = options.query ?? {};
  while (query !== undefined) {
    const { data, error, response } = await get(path, { params: { query }, ...(signal && { signal }) });
    if (data === undefined) throw new ApiError(response.status, error!);
    yield* data;
    query = nextQuery(response);
  }
}

type GetPage<Item> = (
  path: string,
  init: { readonly params: { readonly query: object }; readonly signal?: AbortSignal },
) => Promise<{ readonly data?: readonly Item[]; readonly error?: ErrorBody; readonly response: Response }>;
