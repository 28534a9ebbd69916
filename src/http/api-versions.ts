import { isCalendarDate } from '../fields/rules';

/** The dated versions of the API, oldest first. Each is a contract of its own that stays as it is. */
export const API_VERSIONS = ['2024-06-15'] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

export const LATEST_VERSION: ApiVersion = API_VERSIONS[API_VERSIONS.length - 1]!;

export const VERSION_HEADER = 'Wethod-Version';
export const COMPANY_HEADER = 'Wethod-Company';

export type VersionChoice = { readonly version: ApiVersion } | { readonly problem: string };

/** The newest version that is not after the date asked for: a client keeps the contract it was written for. */
export function chooseVersion(header: string | undefined): VersionChoice {
  if (header === undefined || header === '') return { problem: `is required: send ${LATEST_VERSION}` };
  if (!isCalendarDate(header))
    return { problem: `must be a date in the format YYYY-MM-DD: send ${LATEST_VERSION}` };
  const version = API_VERSIONS.findLast((known) => known <= header);
  if (version === undefined) return { problem: `must not be before ${API_VERSIONS[0]}, the first version` };
  return { version };
}
