import { Command, InvalidArgumentError, Option } from 'commander';
import type { EvaluateRequest, EvaluateResult, EvaluateTalk, ModelName } from '../evaluate-model.js';
import { k } from '../evaluate-model.js';
import { startStepLine } from '../progress.js';
import { orSayStopped } from '../stopping.js';
import { runInThread } from '../work-thread.js';

interface EvaluateFlags extends EvaluateRequest {
  readonly json?: true;
}

/** @param stopping aborted when the process is to stop; no settings are needed, as other commands have them */
export function evaluateCommand(stopping: AbortSignal): Command {
  return new Command('evaluate')
    .description('Train a recommender on one file and say how well it ranks what another one holds.')
    .requiredOption('--train <file>', 'what was wanted: user, item, rating, timestamp, separated by tabs')
    .requiredOption('--test <file>', 'what was wanted later, in the same layout')
    .addOption(
      new Option(
        '--model <name>',
        'the model; chosen: what `forecourt train` publishes, after looking for its settings on a part of the training file, which takes minutes',
      )
        .choices(['chosen', 'lightfm', 'als', 'popularity'])
        .default('chosen'),
    )
    .addOption(
      new Option('--loss <name>', "LightFM's loss")
        .choices(['warp', 'bpr', 'logistic', 'warp-kos'])
        .default('warp'),
    )
    .option('--components <n>', 'length of a vector (default: 32, of als 64)', wholeNumber(1, 1_024))
    .option('--epochs <n>', 'passes over the training data (default: 20, of als 10)', wholeNumber(1, 10_000))
    .option('--alpha <n>', "LightFM's L2 penalty, of users and items", positiveNumber, 0)
    .option('--seed <n>', 'the same seed and files give the same model', wholeNumber(0, 999_999_999), 1)
    .option('--user-features <file>', 'features of users: user, feature, weight, separated by tabs')
    .option('--item-features <file>', 'features of items: item, feature, weight, separated by tabs')
    .addOption(
      new Option('--identity <when>', 'whether an item with features is a feature of its own as well')
        .choices(['trained', 'always', 'never'])
        .default('trained'),
    )
    .option('--mask-train', 'what a user has in the training file is no candidate')
    .addOption(
      new Option(
        '--candidates <which>',
        'which items are ranked: all, those of the training file, or those of the test file that are not in it',
      )
        .choices(['all', 'train', 'test'])
        .default('all'),
    )
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  forecourt evaluate --train ua.base --test ua.test --model lightfm --loss bpr --mask-train
  forecourt evaluate --train train.tsv --test test.tsv --model als --mask-train --json
  forecourt evaluate --train train.tsv --test new-cars.tsv --item-features features.tsv --candidates test

By default it looks for settings first: it tries some 20, each judged on a part of the training file kept back, and then trains with the
best. That takes minutes for tens of thousands of lines. --model als or --model lightfm takes settings as given and trains once: seconds.

Only ratings above 0 count as wanted. Metrics are means over the users who wanted a candidate; of the first ${k} places, where places count.
AUC leaves out users for whom nothing is ranked but what they wanted; it is – (in JSON: null) where that is everybody. Every server is left
alone.

Exit codes: 0 done, 1 failed (a file can't be read or is of no use, training diverged), 2 called wrongly, 130 stopped: nothing was measured.`,
    )
    .action(async (flags: EvaluateFlags, command: Command) => {
      refuseIdle(flags, command);
      await orSayStopped(run(flags, stopping), stopping, 'nothing was measured');
    });
}

async function run({ json, ...request }: EvaluateFlags, signal: AbortSignal): Promise<void> {
  const line = startStepLine();
  const script = new URL('../evaluate-worker.js', import.meta.url);
  const working = runInThread<EvaluateTalk>(script, request, line.show, signal);
  const result = await working.finally(line.stop);
  print(result, request.model, json === true);
}

function print({ metrics, users, fitSeconds }: EvaluateResult, model: ModelName, asJson: boolean): void {
  const figures = {
    [`precision@${k}`]: metrics.precision,
    [`recall@${k}`]: metrics.recall,
    [`ndcg@${k}`]: metrics.ndcg,
    auc: metrics.auc,
    mrr: metrics.reciprocalRank,
    users,
    fit_seconds: fitSeconds,
  };
  if (asJson) {
    // What is not a number is null in JSON.
    process.stdout.write(`${JSON.stringify({ model, ...figures })}\n`);
    return;
  }
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  for (const [name, value] of Object.entries(figures))
    process.stdout.write(`${name.padEnd(width)}  ${figureText(value)}\n`);
}

function figureText(value: number): string {
  if (Number.isNaN(value)) return '–';
  return Number.isInteger(value) ? String(value) : value.toFixed(4);
}

/** What each of these says something to; another model would ignore it. */
const heeding: Partial<Readonly<Record<keyof EvaluateFlags, readonly ModelName[]>>> = {
  loss: ['lightfm'],
  alpha: ['lightfm'],
  identity: ['lightfm'],
  userFeatures: ['lightfm'],
  itemFeatures: ['lightfm', 'als', 'chosen'],
  components: ['lightfm', 'als'],
  epochs: ['lightfm', 'als'],
};

/** Ends the command where a flag was given that this model has no use for: whoever gave it believes to have measured it. */
function refuseIdle({ model, itemFeatures }: EvaluateFlags, command: Command): void {
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  for (const option of command.options) {
    const models = heeding[option.attributeName() as keyof EvaluateFlags];
    if (models === undefined || !isGiven(option.attributeName()) || models.includes(model)) continue;
    command.error(`error: ${option.long ?? ''} goes with --model ${models.join(' or ')}, not ${model}.`);
  }
  if (isGiven('identity') && itemFeatures === undefined)
    command.error(
      'error: --identity goes with --item-features: without features, an item is nothing but itself.',
    );
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,9}$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
  };
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < Infinity))
    throw new InvalidArgumentError('It takes a number from 0.');
  return value;
}
