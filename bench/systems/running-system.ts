import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Answered } from '../load/ask.js';
import { ask } from '../load/ask.js';
import type { Staff } from '../measure/usage.js';
import type { Cores } from '../process/cores.js';
import type { Crew } from '../process/crew.js';
import type { Member } from '../process/member.js';
import type { Servers } from '../data/servers.js';
import type { System } from './systems.js';

/** What the systems of one size share. */
export interface Stage {
  readonly crew: Crew;
  readonly cores: Cores;
  readonly servers: Servers;
  readonly databaseUrl: string;
}

export const forecourt = 'dist/ops/main.js';
const patienceMs = 1_800_000;

/** A system that answers. */
export class RunningSystem {
  readonly system: System;
  readonly server: Member;
  readonly #servers: Servers;
  /** Keeps the index current; null: this system has none. */
  readonly follower: Member | null;

  constructor(system: System, server: Member, follower: Member | null, servers: Servers) {
    this.system = system;
    this.server = server;
    this.follower = follower;
    this.#servers = servers;
  }

  /** The processes that work for it. */
  get staff(): Staff {
    const server = { server: this.server.pid };
    if (this.system.kind === 'constant') return server;
    const { postgres, valkey } = this.#servers;
    if (this.follower !== null)
      return { ...server, follower: this.follower.pid, valkey: valkey.pid, postgres: postgres.pid };
    const fromPostgres = this.system.name === 'sql' || this.system.name === 'wide';
    return fromPostgres ? { ...server, postgres: postgres.pid } : server;
  }

  get(path: string): Promise<Answered> {
    return ask(this.server.port, path);
  }

  /** Lets it run again and waits until it answers, as what it is, and with everything up to `position`. */
  async thaw(position: string): Promise<void> {
    this.server.thaw();
    this.follower?.thaw();
    const deadline = performance.now() + patienceMs;
    for (let asked = performance.now(); !(await this.#isFit(position)); asked = performance.now()) {
      if (performance.now() > deadline) throw new Error(`${this.system.name} is not fit:\n${this.#logs()}`);
      // While an index of a million cars is filled, Postgres answers: who asks takes long, and what is waited for would take longer.
      await sleep(Math.min(20 + 10 * (performance.now() - asked), 5_000));
    }
  }

  freeze(): void {
    this.server.freeze();
    this.follower?.freeze();
  }

  #logs(): string {
    return `${this.server.log}\n${this.follower?.log ?? ''}`;
  }

  async #isFit(position: string): Promise<boolean> {
    const { status, headers, body } = await this.get(`/listing/?ordering=price&min_position=${position}`);
    // 503: not yet. Anything else won't get better.
    if (status !== 200 && status !== 503) throw new Error(`${this.system.name} answers ${status}: ${body}`);
    if (this.system.kind !== 'forecourt') return status === 200;
    const fromMemory = /\bnear;/.test(String(headers['server-timing']));
    const fromPostgres = headers['x-cache'] === 'database';
    return status === 200 && !fromPostgres && fromMemory === (this.system.name === 'near');
  }
}

/** Everything that `forecourt` reads: one index for all of its processes. */
export function forecourtEnvironment({ servers, databaseUrl }: Stage): Readonly<Record<string, string>> {
  return {
    DATABASE_URL: databaseUrl,
    VALKEY_URL: servers.valkey.url,
    PORT: '0',
    FORECOURT_PREFIX: 'bench:',
    FORECOURT_SLOT: 'bench',
  };
}

/** Fills the index and follows; it is there as soon as the systems that need it answer. */
export async function startFollower(stage: Stage): Promise<Member> {
  const environment = forecourtEnvironment(stage);
  return stage.crew.start({
    name: 'the follower',
    script: forecourt,
    args: ['follow'],
    readyAtOnce: true,
    environment,
  });
}

export async function startSystem(
  system: System,
  stage: Stage,
  follower: Member | null,
): Promise<RunningSystem> {
  const { crew, cores, servers } = stage;
  const common = { name: system.name, cores: cores.server, patienceMs };
  switch (system.kind) {
    case 'forecourt': {
      const near = system.name === 'near' ? 'on' : 'off';
      const environment = { ...forecourtEnvironment(stage), FORECOURT_NEAR: near };
      const server = await crew.start({ ...common, script: forecourt, args: ['serve'], environment });
      return new RunningSystem(system, server, follower, servers);
    }
    case 'engine': {
      const environment = { DATABASE_URL: stage.databaseUrl };
      const entry = script('./engine-server.js');
      const nodeOptions = ['--max-old-space-size=8192'];
      const server = await crew.start({
        ...common,
        script: entry,
        args: [system.name],
        nodeOptions,
        environment,
      });
      return new RunningSystem(system, server, null, servers);
    }
    case 'constant': {
      const kind = system.name === 'constant-fastify' ? 'fastify' : 'node';
      const server = await crew.start({ ...common, script: script('./constant-server.js'), args: [kind] });
      return new RunningSystem(system, server, null, servers);
    }
  }
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
