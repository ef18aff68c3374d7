import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node';

/** Ends the output with one plain line, `N passed, N failed`, for programs that read it. */
export class SummaryReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly SerializedError[],
    reason: TestRunEndReason,
  ): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    // A file that could not be loaded has no tests to fail, and an error outside a test belongs to none.
    const broken = modules.filter((module) => module.errors().length > 0).length + unhandled.length;
    const count = (wanted: (typeof states)[number]): number =>
      states.filter((state) => state === wanted).length;
    const failed = count('failed') + broken;
    // Such as servers that don't start: no test has run.
    const atLeast = reason === 'failed' || states.length === 0 ? 1 : 0;
    process.stdout.write(`\n${count('passed')} passed, ${Math.max(failed, atLeast)} failed\n`);
  }
}
