import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** Stands between a program and a server, and can make the server go away without a word. */
export interface FreezingProxy {
  /** The server's address, by way of the proxy. */
  readonly url: string;
  /** Connections that are open now hear nothing any more and are not told so, as if the host were lost; new ones work. */
  freeze(): void;
  /** Everything waits, until `resume`. */
  hold(): void;
  resume(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Pair {
  readonly program: Socket;
  readonly server: Socket;
  frozen: boolean;
}

/** `onSent` is called whenever the program has sent something. */
export async function startFreezingProxy(
  serverUrl: string,
  onSent: () => void = () => undefined,
): Promise<FreezingProxy> {
  const target = new URL(serverUrl);
  const pairs: Pair[] = [];
  let held = false;
  const listener = createServer({ allowHalfOpen: true }, (program) => {
    const server = connect({ port: Number(target.port), host: target.hostname, allowHalfOpen: true });
    const pair: Pair = { program, server, frozen: false };
    pairs.push(pair);
    forward(pair, program, server, onSent);
    forward(pair, server, program, () => undefined);
    if (held) pause(pair);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.host = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
  return {
    url: url.href,
    freeze: () => {
      for (const pair of pairs) pair.frozen = true;
    },
    hold: () => {
      held = true;
      for (const pair of pairs) pause(pair);
    },
    resume: () => {
      held = false;
      for (const { program, server } of pairs) for (const socket of [program, server]) socket.resume();
    },
    [Symbol.asyncDispose]: async () => {
      for (const { program, server } of pairs) for (const socket of [program, server]) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

function forward(pair: Pair, from: Socket, to: Socket, onData: () => void): void {
  from.on('data', (bytes) => {
    if (!pair.frozen) to.write(bytes);
    onData();
  });
  from.on('end', () => {
    if (!pair.frozen) to.end();
  });
  from.on('close', () => {
    if (!pair.frozen) to.destroy();
  });
  // What breaks on one side ends the other, by its close.
  from.on('error', () => undefined);
}

function pause({ program, server }: Pair): void {
  program.pause();
  server.pause();
}
