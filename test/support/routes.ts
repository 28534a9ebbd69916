import { RequestMethod, type INestApplication } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModulesContainer } from '@nestjs/core';

type Handler = () => unknown;

/** A route of the application. */
export interface Route {
  /** The class and its method. */
  readonly name: string;
  readonly method: string;
  /** Metadata of the handler. */
  metadata(key: string): unknown;
  /** Metadata of the handler or of its class. */
  anyMetadata(key: string): unknown;
}

/** All routes of the application, in the order of their declaration. */
export function routesOf(app: INestApplication): Route[] {
  const scanner = new MetadataScanner();
  return new DiscoveryService(app.get(ModulesContainer)).getControllers().flatMap(({ metatype }) => {
    const type = metatype as new () => object;
    const prototype = type.prototype as Record<string, Handler>;
    return scanner
      .getAllMethodNames(prototype)
      .map((name) => [name, prototype[name]!] as const)
      .filter(([, handler]) => Reflect.hasMetadata('path', handler))
      .map(([name, handler]) => ({
        name: `${type.name}.${name}`,
        method: RequestMethod[Reflect.getMetadata('method', handler) as RequestMethod],
        metadata: (key) => Reflect.getMetadata(key, handler) as unknown,
        anyMetadata: (key) =>
          (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, type)) as unknown,
      }));
  });
}
