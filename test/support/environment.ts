import { type JestEnvironment, type JestEnvironmentConfig } from '@jest/environment';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import asyncHooks, { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import vm from 'node:vm';

/** Stands for the context that the process itself runs in, which Node.js has no object for. */
const OWN_CONTEXT: vm.Context = {};

/** Files of libraries. Jest's own parts belong to the spec that they run. */
const LIBRARY = /\/node_modules\/(?!@jest\/|jest-|ts-jest\/|expect\/)/;

const requireOnce = createRequire(__filename);
const { compileFunction } = vm;

/** The functions that files of other than libraries have become, and of which text. Each call is a module of its own. */
const compiled = new Map<string, { readonly code: string; readonly run: unknown }>();

// Jest gives it the text of each file that a spec needs, and runs what it returns.
Object.assign(vm, {
  compileFunction(code: string, parameters: readonly string[], options: vm.CompileFunctionOptions) {
    const { filename = '', parsingContext } = options;
    if (parsingContext !== OWN_CONTEXT) return compileFunction(code, parameters, options);
    if (LIBRARY.test(filename)) {
      return (module: { exports: unknown }): void => {
        module.exports = requireOnce(filename);
      };
    }
    const before = compiled.get(filename);
    if (before?.code === code) return before.run;
    const run = compileFunction(code, parameters, { filename });
    compiled.set(filename, { code, run });
    return run;
  },
});

const storages: AsyncLocalStorage<unknown>[] = [];

// Jest makes one for each spec. Node.js 20 copies each that is in use to every new promise.
Object.assign(asyncHooks, {
  AsyncLocalStorage: class<T> extends AsyncLocalStorage<T> {
    constructor() {
      super();
      storages.push(this);
    }
  },
});

/**
 * Where specs run: in the context of the process, with libraries that a process loads once. Each spec still has the source
 * and the tests' own modules for itself, and finds the global object and the environment variables as the one before did.
 *
 * Jest's own environment is a context for each spec. There V8 asks jest for each global name, and each spec loads and
 * compiles 1,800 files of libraries again: more than half of what most specs did.
 */
export default class OwnContextEnvironment implements JestEnvironment {
  readonly global = globalThis as unknown as JestEnvironment['global'];
  readonly moduleMocker = new ModuleMocker(globalThis);
  readonly fakeTimers = null;
  readonly fakeTimersModern: ModernFakeTimers;
  private readonly globals = Object.getOwnPropertyDescriptors(globalThis);
  private readonly variables = { ...process.env };
  private readonly process = { exit: process.exit, exitCode: process.exitCode };

  constructor({ projectConfig }: JestEnvironmentConfig) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    Object.assign(globalThis, projectConfig.globals);
  }

  setup(): Promise<void> {
    return Promise.resolve();
  }

  teardown(): Promise<void> {
    this.fakeTimersModern.dispose();
    this.moduleMocker.restoreAllMocks();
    for (const storage of storages.splice(0)) storage.disable();
    for (const name of Reflect.ownKeys(globalThis)) {
      if (!(name in this.globals)) Reflect.deleteProperty(globalThis, name);
    }
    Object.defineProperties(globalThis, this.globals);
    for (const name of Object.keys(process.env)) {
      if (!(name in this.variables)) Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, this.variables);
    Object.assign(process, this.process);
    return Promise.resolve();
  }

  exportConditions(): string[] {
    return ['node', 'node-addons'];
  }

  getVmContext(): vm.Context {
    return OWN_CONTEXT;
  }
}
