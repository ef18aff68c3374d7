import type { JSX } from 'preact';
import type { ParameterProblem } from '../catalog/parse-request.js';
import type { SlugProblem } from '../catalog/slug-problem.js';
import type { Page } from './page-sender.js';
import { SeeCars } from './see-cars.js';
import { unlistedPage } from './unlisted-page.js';

/** 404: a slug that says nothing. */
export function noSuchListingPage({ notUnderstood }: SlugProblem): Page {
  return problemPage(404, 'There is no such listing', [
    `We do not know what “${notUnderstood}” means in this address. The search above takes words in any order.`,
  ]);
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

/** What an error means to somebody who looks for a car. */
const meanings: Readonly<Record<number, readonly [title: string, message: string]>> = {
  400: ['This address does not work', 'It may be mistyped, or cut off.'],
  404: ['There is no such page', 'The address may be mistyped, or the page was taken away.'],
  405: ['This page can not be used like that', 'Please go on from the cars.'],
  413: ['That was too much text', 'Please go back, and write less.'],
  414: ['This address is too long', 'It may be mistyped, or some words of it stand there twice.'],
  415: ['What you sent could not be read', 'Please open the page once more, and send it again.'],
  429: ['That was very much at once', 'Please try again in a minute.'],
  503: ['This can not be answered at the moment', 'Please try again in a few seconds.'],
};
const refused = ['This did not work', 'Please go on from the cars.'] as const;
const failed = [
  'Something went wrong here',
  'It is not your fault. Please try again in a few seconds.',
] as const;

/** What nobody has a page for. */
export function errorPage(status: number): Page {
  const [title, message] = meanings[status] ?? (status < 500 ? refused : failed);
  return problemPage(status, title, [message]);
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
