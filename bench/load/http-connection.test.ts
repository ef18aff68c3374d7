import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { Answer } from './http-connection.js';
import { HttpConnection } from './http-connection.js';

const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nx-cache: miss\r\ncontent-length: 5\r\n\r\n';

/** Answers every request with these pieces, with a pause between them. */
async function serverOf(pieces: readonly string[]): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('data', () => {
      void (async () => {
        for (const piece of pieces) {
          socket.write(piece);
          await sleep(5);
        }
      })();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

it.each([
  ['whole', [`${head}hello`]],
  ['head and body apart', [head, 'hello']],
  ['in the middle of the head and of the body', [head.slice(0, 30), `${head.slice(30)}he`, 'llo']],
  ['in the middle of the empty line', [head.slice(0, -2), `${head.slice(-2)}hello`]],
])('an answer that comes %s is one answer, twice on one connection', async (_name, pieces) => {
  const port = await serverOf(pieces);
  const answers: Answer[] = [];
  await new Promise<void>((resolve, reject) => {
    const connection = new HttpConnection(
      port,
      (answer) => {
        answers.push(answer);
        if (answers.length === 2) {
          connection.close();
          resolve();
        } else connection.send(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
      },
      reject,
    );
    connection.send(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
  });
  expect(answers).toEqual(Array(2).fill({ status: 200, bytes: head.length + 5, origin: 'miss' }));
});
