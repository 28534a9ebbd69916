/** All that the service takes of @nestjs/swagger and that the package does not export: a release may move it. */
export { DECORATORS } from '@nestjs/swagger/dist/constants';
export type {
  ContentObject,
  HeadersObject,
  OperationObject,
  ParameterObject,
  ResponseObject,
  SchemaObject,
} from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
