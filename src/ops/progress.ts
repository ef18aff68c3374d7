import { SingleBar } from 'cli-progress';

/** Shows how far long work is: a bar on a terminal, a line every few seconds otherwise. Both on standard error. */
export interface Progress {
  /** `of` null: nobody knows how much there is. */
  readonly update: (done: number, of: number | null) => void;
  readonly stop: () => void;
}

const lineEveryMs = 2_000;

export function startProgress(what: string, unit: string): Progress {
  if (!process.stderr.isTTY) {
    const show = showRarely();
    return {
      update: (done, of) => {
        if (of !== 0) show(`${what}: ${done}${of === null ? '' : ` of ${of}`} ${unit}`);
      },
      stop: () => undefined,
    };
  }
  const bar = new SingleBar({
    format: `${what} {bar} {value}/{total} ${unit}`,
    hideCursor: true,
    clearOnComplete: true,
  });
  const stop = (): void => {
    bar.stop();
    process.off('exit', stop);
  };
  return {
    update: (done, of) => {
      if (of === 0) return;
      if (!bar.isActive) {
        bar.start(of ?? done, done);
        process.on('exit', stop); // Ctrl-C: the terminal wants its cursor back
      }
      bar.setTotal(of ?? done);
      bar.update(done);
    },
    stop,
  };
}

/** Shows the step that work of several phases is at: one line of a terminal, a new one every few seconds otherwise. Both on standard error. */
export interface StepLine {
  readonly show: (step: string) => void;
  readonly stop: () => void;
}

const clearLine = '\r\u001b[K';

export function startStepLine(): StepLine {
  if (!process.stderr.isTTY) return { show: showRarely(), stop: () => undefined };
  return {
    show: (step) => process.stderr.write(`${clearLine}${step}`),
    stop: () => process.stderr.write(clearLine),
  };
}

/** A line every few seconds at most: what is short says nothing. */
function showRarely(): (line: string) => void {
  let toldAt = performance.now();
  return (line) => {
    if (performance.now() - toldAt < lineEveryMs) return;
    toldAt = performance.now();
    process.stderr.write(`${line}\n`);
  };
}
