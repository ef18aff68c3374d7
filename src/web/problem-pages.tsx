import type { JSX } from 'preact';
import type { ParameterProblem } from '../catalog/parse-request.js';
import type { SlugProblem } from '../catalog/slug-problem.js';
import type { Page } from './page-sender.js';
import { SeeCars } from './see-cars.js';
import { unlistedPage } from './unlisted-page.js';

/** 404: a slug that says nothing. */
export function noSuchListingPage({ message }: SlugProblem): Page {
  return problemPage(404, 'There is no such listing', [message]);
}

/** 400: an address with parameters that do not parse. */
export function badAddressPage(problems: readonly ParameterProblem[]): Page {
  return problemPage(
    400,
    'This address does not work',
    problems.map(({ parameter, message }) => `${parameter} ${message}.`),
  );
}

/** 404: a page past the last. */
export function noSuchResultsPage(firstPage: string): Page {
  return problemPage(404, 'There is no such page', ['The list has become shorter meanwhile.'], firstPage);
}

/**
 * Says what is wrong, and where to go on.
 *
 * @param wayOut where the first link leads
 */
export function problemPage(status: number, title: string, messages: readonly string[], wayOut = '/'): Page {
  const body = <Problem title={title} messages={messages} wayOut={wayOut} />;
  return unlistedPage({ status, title, description: title, body });
}

function Problem({
  title,
  messages,
  wayOut,
}: {
  readonly title: string;
  readonly messages: readonly string[];
  readonly wayOut: string;
}): JSX.Element {
  return (
    <div class="problem">
      <h1>{title}</h1>
      {messages.map((message) => (
        <p>{message}</p>
      ))}
      <SeeCars href={wayOut} />
    </div>
  );
}
