import type { ErrorFacts, ErrorTable } from '../shared/errors.js';
import { TableError } from '../shared/errors.js';

export const recommendErrors = {
  RECOMMEND_NOT_FINITE: {
    meaning: 'Training ended in numbers that are not finite, and nothing was kept of it.',
    cause: 'The learning rate, the L2 penalty or a weight is far too large, or an input is not a number.',
    remedy: 'Lower the learning rate or the penalties, and look at the weights of the features.',
  },
  RECOMMEND_BAD_SHAPE: {
    meaning: 'What was given for training or scoring does not fit together.',
    cause: 'Rows, features or weights of different data were mixed, or a number lies outside its range.',
    remedy: 'Make all of them from the same data; the detail says what does not fit.',
  },
  RECOMMEND_BAD_FILE: {
    meaning: 'A file of interactions or features can not be read.',
    cause: 'There is no such file, or a line does not have the fields that are expected, separated by tabs.',
    remedy:
      'Look at the name, or mend the line that the detail names: `user item rating timestamp`, or `row feature weight`.',
  },
  RECOMMEND_THREAD_ENDED: {
    meaning: 'The thread that trains has ended without a result, and without an error.',
    cause: 'Something that runs within it ended it, such as a module that NODE_OPTIONS loads.',
    remedy:
      'None needed: the model before it stays in use, and a trainer that still runs tries again when the next training is due. If it comes again, look at NODE_OPTIONS.',
  },
  RECOMMEND_BAD_ARTIFACT: {
    meaning: 'A trained model can not be read, and is not used.',
    cause:
      'It was written by a newer Forecourt, or its bytes in the table recommender_model were changed; the detail says which part is wrong.',
    remedy:
      'None needed: servers rank by the newest that can be read, and where there is none, a trainer trains at once. If it comes again, update this program, or run `forecourt train --once`.',
  },
} as const satisfies ErrorTable;

export type RecommendErrorCode = keyof typeof recommendErrors;

export class RecommendError extends TableError<RecommendErrorCode> {
  override readonly name = 'RecommendError';

  constructor(
    code: RecommendErrorCode,
    detail = '',
    options: { readonly facts?: ErrorFacts; readonly cause?: unknown } = {},
  ) {
    super(recommendErrors, code, detail, options);
  }
}
