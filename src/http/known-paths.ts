import type { FastifyInstance } from 'fastify';

/** Which methods each path takes: for who asks with another one. Has to be made before the routes are. */
export class KnownPaths {
  readonly #methods = new Map<string, Set<string>>();

  constructor(app: FastifyInstance) {
    app.addHook('onRoute', ({ url, method }) => {
      const methods = this.#methods.get(url) ?? new Set();
      for (const each of [method].flat()) methods.add(each);
      this.#methods.set(url, methods);
    });
  }

  /** The methods that this address takes; none: there is nothing at it. */
  methodsAt(address: string): readonly string[] {
    const path = segmentsOf(address.replace(/[?#].*$/s, ''));
    const found = new Set<string>();
    for (const [url, methods] of this.#methods) {
      if (matches(segmentsOf(url), path)) for (const each of methods) found.add(each);
    }
    return [...found].sort();
  }
}

/** Without the last slash, which no route minds. */
function segmentsOf(path: string): readonly string[] {
  return path.replace(/\/$/, '').split('/');
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  if (pattern.at(-1) === '*') return path.length >= pattern.length && startsAlike(pattern.slice(0, -1), path);
  return path.length === pattern.length && startsAlike(pattern, path);
}

function startsAlike(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.every((segment, place) => fits(segment, path[place] ?? ''));
}

/** A parameter takes any text, or what its expression in brackets takes: `:slug(^used-.*)`. */
function fits(segment: string, text: string): boolean {
  if (!segment.startsWith(':')) return segment === text;
  const expression = /\((.*)\)$/.exec(segment)?.[1];
  return text !== '' && (expression === undefined || new RegExp(expression).test(text));
}
