import type { Logger } from 'pino';
import type { TrainingNews } from '../recommend/training/train-model.js';
import { startProgress } from './progress.js';

/** Shows how far a training is: a bar on a terminal, else a line of the log for each few passes. */
export interface TrainingLog {
  readonly onNews: (news: TrainingNews) => void;
  readonly stop: () => void;
}

/** As seldom, lines of passes; the last of a fit is always told. */
const lineEveryMs = 2_000;

export function trainingLog(log: Logger): TrainingLog {
  const bar = process.stderr.isTTY ? startProgress('training', 'passes') : null;
  let toldAt = -Infinity;
  const pass = (news: Extract<TrainingNews, { kind: 'pass' }>): void => {
    bar?.update(news.pass, news.of);
    const isLast = news.pass === news.of;
    if (!isLast && (bar !== null || performance.now() - toldAt < lineEveryMs)) return;
    toldAt = performance.now();
    if (isLast) bar?.stop();
    const loss = news.loss === null ? '' : `, loss ${news.loss.toFixed(4)}`;
    log.info(`${news.fit} ${news.part}: pass ${news.pass} of ${news.of}${loss}`);
  };
  return {
    onNews: (news) => {
      switch (news.kind) {
        case 'pass':
          pass(news);
          return;
        case 'try':
          log.info(
            `plan ${news.number}: held-out nDCG@10 ${news.later.toFixed(4)}${news.isBest ? ', the best so far' : ''}`,
          );
          return;
        case 'chosen':
          // The tries have told.
          return;
        case 'judged': {
          const { score, popularity, wanted, buyers, cars } = news.figures;
          const unseen =
            score.unseen === null
              ? ''
              : `, of new cars ${score.unseen.toFixed(4)} against ${(popularity.unseen ?? 0).toFixed(4)}`;
          log.info(
            { wanted, buyers, cars },
            `held-out nDCG@10 ${score.later.toFixed(4)} against ${popularity.later.toFixed(4)} of popularity${unseen}`,
          );
        }
      }
    },
    stop: () => {
      bar?.stop();
    },
  };
}
