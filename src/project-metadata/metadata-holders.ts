import { type Caller } from '../auth/caller';
import { type Queries } from '../database/queries';

/** A value of a project metadata, and the one that takes its place; null: none. */
export type Replacement = readonly [from: string, to: string | null];

/** What holds values of project metadata. The projects do: they provide it. */
export abstract class MetadataHolders {
  /** Replaces values wherever they are held, all at once: what takes the place of a value is none that goes. */
  abstract replaceValues(
    queries: Queries,
    caller: Caller,
    metadataId: number,
    replacements: readonly Replacement[],
  ): Promise<void>;

  /** Takes all values of a project metadata away. */
  abstract removeValues(queries: Queries, caller: Caller, metadataId: number): Promise<void>;
}
