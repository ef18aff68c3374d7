import type { ErrorFacts, ErrorTable } from '../shared/errors.js';
import { TableError } from '../shared/errors.js';

export const leadErrors = {
  LEADS_NO_SECRET: {
    meaning: 'No numbers are taken and no test drives booked: there is no secret to keep numbers under.',
    cause: 'DATABASE_URL is set and FORECOURT_SECRET is not.',
    remedy:
      'Make one with `node -p "crypto.randomBytes(32).toString(\'hex\')"`, keep it safe, and start every server with it as FORECOURT_SECRET.',
  },
  LEADS_CODES_USED_UP: {
    meaning: 'All codes that may be sent within an hour are sent: until it is over, no number gets one.',
    cause:
      'Somebody asks for codes to very many numbers, which costs; or more buyers come than was thought of.',
    remedy:
      'Look in the log of the proxy who sends POST /leads and /user-cars/{id}/test-drive/number: shut them out there, or lower FORECOURT_LEADS_PER_ADDRESS (what one address may send in a minute, to each server). If they are buyers, raise FORECOURT_CODES_PER_HOUR.',
  },
  LEADS_OTHER_SECRET: {
    meaning: 'A stored number does not open.',
    cause: 'It was sealed under another FORECOURT_SECRET, or its row was changed by hand.',
    remedy: 'Start with the secret that the numbers were sealed under; without it nobody can read them.',
  },
} as const satisfies ErrorTable;

export type LeadErrorCode = keyof typeof leadErrors;

export class LeadError extends TableError<LeadErrorCode> {
  override readonly name = 'LeadError';

  constructor(
    code: LeadErrorCode,
    detail = '',
    options: { readonly facts?: ErrorFacts; readonly cause?: unknown } = {},
  ) {
    super(leadErrors, code, detail, options);
  }
}
