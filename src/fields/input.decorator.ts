/** Words about keys that are not fields of an input class. */
export interface InputWords {
  /** What an object of this class is called, as in "is not a field of a project". */
  readonly noun: string;
  /** What its keys are called: fields if absent. */
  readonly part?: 'parameter';
  /** Keys that exist in the answer but can't be set here, with what to say about each. */
  readonly readOnly?: Readonly<Record<string, string>>;
}

const words = new WeakMap<object, InputWords>();

/** Names an input class in the messages about keys that it does not have; `like` takes the words of another one. */
export function Input(input: InputWords | { readonly like: object }): ClassDecorator {
  return (target) => {
    words.set(target, 'like' in input ? words.get(input.like)! : input);
  };
}

/** Keys of the response that can't be set by an object of this class, and what to say about each. */
export function readOnlyKeysOf(type: object): Readonly<Record<string, string>> {
  return words.get(type)?.readOnly ?? {};
}

export function isReadOnlyKey(type: object, key: string): boolean {
  const readOnly = words.get(type)?.readOnly;
  return readOnly !== undefined && Object.hasOwn(readOnly, key);
}

export function unknownKeyMessage(type: object, key: string): string {
  const known = words.get(type);
  const readOnly = known?.readOnly;
  if (readOnly !== undefined && Object.hasOwn(readOnly, key)) return readOnly[key]!;
  if (known?.part === 'parameter') return unknownParameterMessage(key, known.noun);
  return `is not a field of ${known?.noun ?? 'this object'}`;
}

export function unknownParameterMessage(key: string, noun: string): string {
  // What scripts add to a URL so that no cache knows it.
  const hint = key === '_' ? ': no cache buster is needed, responses have Cache-Control: no-cache' : '';
  return `is not a parameter of ${noun}${hint}`;
}
