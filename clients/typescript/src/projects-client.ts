import { type EventsOptions, type FeedEvent } from './follow-events';
import { type RequestMethods } from './request-methods';

/** The methods of the API for one company, and its events. */
export interface ProjectsClient extends RequestMethods {
  /**
   * What is done in the company, each event once, the oldest first, and then what is done from now on:
   * `for await (const event of client.events({ after }))`. Go on after a stop with the `cursor` of the last event.
   */
  readonly events: (options?: EventsOptions) => AsyncGenerator<FeedEvent, never, undefined>;
}
