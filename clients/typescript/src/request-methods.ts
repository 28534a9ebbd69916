import {
  type Client,
  type ClientPathsWithMethod,
  type FetchOptions,
  type FetchResponse,
} from 'openapi-fetch';
import { type paths } from './api-types';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
/** Without `parseAs`, which would make the type of the response wrong. */
type Init<Operation> = Omit<FetchOptions<Operation>, 'parseAs'>;

/**
 * The call of a method. The options are not inferred, as openapi-fetch does it, because TypeScript then accepts fields
 * in a body that do not exist.
 */
type Call<M extends Method> = <Path extends ClientPathsWithMethod<Client<paths>, M>>(
  path: Path,
  ...init: object extends Init<paths[Path][M]> ? [Init<paths[Path][M]>?] : [Init<paths[Path][M]>]
) => Promise<
  FetchResponse<Extract<paths[Path][M], Record<string | number, unknown>>, undefined, 'application/json'>
>;

/** `GET`, `POST`, `PUT`, `PATCH` and `DELETE` of every path of the API, with the types of what they take and answer. */
export type RequestMethods = { readonly [M in Method as Uppercase<M>]: Call<M> };
