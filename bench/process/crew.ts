import type { Guard } from '../../src/ops/servers/guard.js';
import { startGuard } from '../../src/ops/servers/guard.js';
import type { MemberCommand } from './member.js';
import { Member } from './member.js';

/**
 * All processes of a run. The first one that ends by itself ends the run; and when the run ends, however it does, all of them
 * are stopped.
 */
export class Crew {
  readonly guard: Guard;
  readonly #undo: (() => Promise<void>)[] = [];
  #fail: (error: Error) => void = () => undefined;
  /** Rejects when something that has to run does not; never resolves. */
  readonly failure = new Promise<never>((_resolve, reject) => (this.#fail = reject));

  constructor(guard: Guard = startGuard()) {
    this.guard = guard;
    this.failure.catch(() => undefined); // whoever runs the work is told, if it still runs
  }

  /** Some that are stopped earlier, together. */
  shift(): Crew {
    const shift = new Crew(this.guard);
    shift.failure.catch((error: unknown) => {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    });
    this.atEnd(() => shift.stop());
    return shift;
  }

  fail(error: Error): void {
    this.#fail(error);
  }

  /** Starts a program and waits until it says that it is ready. */
  async start(command: MemberCommand): Promise<Member> {
    const member = new Member(command);
    this.guard.add(member.pid);
    this.atEnd(() => member.stop());
    void member.ended.then((how) => {
      this.guard.drop(member.pid);
      if (how !== null) this.fail(new Error(how));
    });
    await Promise.race([member.ready, this.failure]);
    return member;
  }

  /** Something that is started elsewhere: how it is stopped. */
  atEnd(stop: () => Promise<void>): void {
    this.#undo.push(stop);
  }

  /** Stops all of it, the latest first. */
  async stop(): Promise<void> {
    for (const stop of this.#undo.splice(0).reverse()) {
      await stop().catch((error: unknown) => {
        process.stderr.write(`while stopping: ${String(error)}\n`);
      });
    }
  }
}
