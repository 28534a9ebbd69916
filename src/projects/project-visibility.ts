import { type Identity } from '../auth/caller';
import { type Condition } from '../company-repository/company-reader';

/** Which projects the caller may see, as a condition on rows of `projects`; the same rule as `decide('pipeline.view', …)`. */
export function visibleProjects({ permissions, personId }: Identity): Condition | undefined {
  const own = permissions.has('pipeline.view');
  const other = permissions.has('pipeline.view_other');
  if (own && other) return undefined;
  if (own) {
    return (values) => {
      const person = values.add(personId);
      return `(pm_id = ${person} or account_id = ${person})`;
    };
  }
  if (other) {
    return (values) => {
      const person = values.add(personId);
      return `pm_id <> ${person} and account_id is distinct from ${person}`;
    };
  }
  return () => 'false';
}
