/**
 * Fields of a body for project metadata whose ids are known at run time only: `{ name, ...metadataFields({ [id]: 'IT' }) }`.
 * TypeScript takes a computed key for any string, and would refuse it. null stands for no value.
 */
export function metadataFields(
  values: Readonly<Record<number, string | null>>,
): Record<`metadata_${number}`, string | null> {
  return Object.fromEntries(Object.entries(values).map(([id, value]) => [`metadata_${id}`, value]));
}
