import { InvalidDataError } from '../http/api-error';
import { type Failure } from '../fields/failure';

/** A value that projects hold can't silently go. */
export class MetadataValuesInUseError extends InvalidDataError {
  constructor(uses: readonly { readonly value: string; readonly projects: number }[]) {
    super(
      uses.map(({ value, projects }): Failure => {
        const held = projects === 1 ? '1 project holds' : `${projects} projects hold`;
        return {
          field: 'values',
          message: `must keep ${JSON.stringify(value)}, which ${held}: or say in replacements what becomes of it`,
        };
      }),
    );
  }
}

export class MetadataInUseError extends InvalidDataError {
  constructor(projects: number) {
    const held = projects === 1 ? '1 project has a value' : `${projects} projects have values`;
    super([
      {
        field: 'discard_values',
        message: `must be true: ${held} for this project metadata, which would go with it`,
      },
    ]);
  }
}
