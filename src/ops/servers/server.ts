/** A server that this process has started, and will stop. */
export interface Server {
  /** With its password. */
  readonly url: string;
  readonly pid: number;
  /** Stops it in order; resolves when the process is gone. May be called again. */
  stop(): Promise<void>;
  /** Resolves, with a sentence for people, if the server ends without having been told to. */
  readonly exited: Promise<string>;
}

/** Where the servers' starters say what they are doing. */
export type Log = (line: string) => void;
