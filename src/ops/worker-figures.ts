import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import type { Registry } from 'prom-client';
import { AggregatorRegistry } from 'prom-client';
import { messageOf } from '../shared/errors.js';

/** A worker asks for the figures of all workers, and is answered; prom-client gathers them in the parent alone. */
interface Asked {
  readonly kind: 'figures-asked';
  readonly id: number;
}

interface Told {
  readonly kind: 'figures-told';
  readonly id: number;
  readonly text: string | null;
}

type Waiting = (text: string | null) => void;

/** In a worker: gives its figures to the sum, and answers how to ask for that. Rejects when the parent can't gather them. */
export function figuresOfAll(registry: Registry): () => Promise<string> {
  AggregatorRegistry.setRegistries(registry);
  // Makes this process answer when it is its turn.
  new AggregatorRegistry();
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  cluster.worker?.on('message', (message: unknown) => {
    if (!isKind<Told>(message, 'figures-told')) return;
    waiting.get(message.id)?.(message.text);
    waiting.delete(message.id);
  });
  return async () => {
    const id = (asked += 1);
    const text = await new Promise<string | null>((resolve) => {
      waiting.set(id, resolve);
      cluster.worker?.send({ kind: 'figures-asked', id } satisfies Asked);
    });
    if (text === null) throw new Error('the figures of all server processes could not be gathered');
    return text;
  };
}

/** In the parent: what a worker says, if it asks for the figures of all, is answered. */
export function answerWithAllFigures(
  onTrouble: (message: string) => void,
): (worker: Worker, message: unknown) => void {
  const gathered = new AggregatorRegistry();
  return (worker, message) => {
    if (!isKind<Asked>(message, 'figures-asked')) return;
    const tell = (text: string | null): void => {
      if (worker.isConnected()) worker.send({ kind: 'figures-told', id: message.id, text } satisfies Told);
    };
    gathered.clusterMetrics().then(tell, (error: unknown) => {
      onTrouble(`figures of all server processes: ${messageOf(error)}`);
      tell(null);
    });
  };
}

function isKind<Message extends { readonly kind: string }>(
  message: unknown,
  kind: Message['kind'],
): message is Message {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === kind;
}
