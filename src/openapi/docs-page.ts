/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return --
   These functions run in the browser, among the untyped parts of Swagger UI. */
import { OTHER_SPELLINGS } from './document';

/**
 * What Swagger UI lacks: a filter that looks at more than tags, values of Authorize that stay in view, and a viewport for
 * phones. Nest sends the text of the functions to the browser, so they can use nothing from outside of them.
 */
/* istanbul ignore next -- not this process runs them */
function pagePlugin(): object {
  const { document } = globalThis as any;
  const viewport = document.createElement('meta');
  Object.assign(viewport, { name: 'viewport', content: 'width=device-width, initial-scale=1' });
  document.head.append(viewport);

  /** Keeps the operations that have the phrase in their tag, path, name or summary. */
  const opsFilter = (taggedOps: any, phrase: string): any => {
    const wanted = phrase.toLowerCase();
    const has = (text: unknown): boolean => String(text).toLowerCase().includes(wanted);
    return taggedOps
      .map((tagged: any, tag: string) =>
        has(tag)
          ? tagged
          : tagged.update('operations', (operations: any) =>
              operations.filter(
                (one: any) =>
                  has(one.get('path')) ||
                  has(one.getIn(['operation', 'operationId'])) ||
                  has(one.getIn(['operation', 'summary'])),
              ),
            ),
      )
      .filter((tagged: any) => tagged.get('operations').size > 0);
  };

  /** Shows what a scheme is filled in with, below the form that hides it. */
  const withValue =
    (Original: any, { React }: any) =>
    (props: any): any => {
      const given = props.authorized?.getIn([props.name, 'value']);
      const note =
        given === undefined
          ? null
          : React.createElement(
              'p',
              null,
              'Sent: ',
              React.createElement('code', { className: 'sent' }, given),
            );
      return React.createElement('div', null, React.createElement(Original, props), note);
    };
  return { fn: { opsFilter }, wrapComponents: { apiKeyAuth: withValue, HttpAuth: withValue } };
}

/** Deletes come last under each tag, so that the examples above them find their items. */
/* istanbul ignore next -- not this process runs it */
function operationsSorter(one: any, other: any): number {
  return Number(one.get('method') === 'delete') - Number(other.get('method') === 'delete');
}

/** Fills in what is the same for all callers, unless the reader has filled in something else before. */
/* istanbul ignore next -- not this process runs it */
function onComplete(): void {
  const { ui } = globalThis as any;
  const { filledIn, collapsed } = ui.getConfigs();
  const authorized = ui.authSelectors.authorized();
  for (const [name, value] of Object.entries(filledIn as Record<string, string>)) {
    if (authorized.get(name) === undefined) ui.preauthorizeApiKey(name, value);
  }
  ui.layoutActions.show(['operations-tag', collapsed], false);
}

/** `filledIn`: security scheme → value. */
export function pageOptions(filledIn: Readonly<Record<string, string>>): Record<string, unknown> {
  return {
    filter: true,
    // A reload must not ask for the token again.
    persistAuthorization: true,
    displayRequestDuration: true,
    // The badge would send the document to a server of a third party.
    validatorUrl: null,
    plugins: [pagePlugin],
    onComplete,
    operationsSorter,
    filledIn,
    collapsed: OTHER_SPELLINGS,
  };
}
