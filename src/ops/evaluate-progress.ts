/** Shows the step that work of several phases is at: one line of a terminal, a new one every few seconds otherwise. Both on standard error. */
export interface StepLine {
  readonly show: (step: string) => void;
  readonly stop: () => void;
}

const lineEveryMs = 2_000;
const clearLine = '\r\u001b[K';

export function startStepLine(): StepLine {
  if (process.stderr.isTTY) {
    return {
      show: (step) => process.stderr.write(`${clearLine}${step}`),
      stop: () => process.stderr.write(clearLine),
    };
  }
  let toldAt = performance.now();
  return {
    show: (step) => {
      if (performance.now() - toldAt < lineEveryMs) return;
      toldAt = performance.now();
      process.stderr.write(`${step}\n`);
    },
    stop: () => undefined,
  };
}
