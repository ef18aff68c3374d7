import { randomUUID } from 'node:crypto';
import type { Visitor } from '../catalog/buyer.js';
import type { CarId } from '../catalog/car.js';
import { isActive } from '../catalog/car.js';
import type { CodeLimits, CodeOutcome, LeadStore, PendingRequest } from '../catalog/lead-store.js';
import type { CodeRequestId } from '../catalog/lead.js';
import type { Result } from '../shared/result.js';
import { failed, ok } from '../shared/result.js';
import type { Consent } from './consent.js';
import { LeadError } from './errors.js';
import type { LeadEvents } from './lead-events.js';
import type { MobileNumber } from './mobile-number.js';
import { maskedNumber, mobileNumberFrom } from './mobile-number.js';
import type { NumberVault } from './number-vault.js';
import type { OneTimeCode } from './one-time-code.js';
import { codeFrom, codeHash, codeRules, newCode } from './one-time-code.js';
import type { SignedLinks } from './signed-link.js';

/** Brings a code to the owner of a number. */
export interface CodeSender {
  send(number: MobileNumber, code: OneTimeCode): Promise<void>;
}

/** A number as somebody leaves it. */
export interface NewLead {
  readonly carId: CarId;
  /** As it was typed. */
  readonly mobile: string;
  /** The version of the text that was agreed to. */
  readonly consent: string;
}

/** What goes with the code that was sent: the two together confirm the number. */
export interface BegunLead {
  readonly token: string;
  readonly expiresInSeconds: number;
}

export type AskProblem = 'other-consent' | 'unknown-car' | 'gone-car';
export type BeginProblem = 'no-mobile-number' | AskProblem;

/** What somebody agreed to, and when. */
type Agreed = Pick<PendingRequest, 'consentVersion' | 'consentedAtMs'>;

/** How long after a number was left, another code is sent to it at a click. */
const againMs = 60 * 60 * 1_000;

/** How long a confirmed number need not be confirmed again. */
export const proofSeconds = 30 * 24 * 60 * 60;

export interface LeadsParts {
  readonly store: LeadStore;
  readonly vault: NumberVault;
  readonly links: SignedLinks;
  readonly codeKey: Buffer;
  /** To one number. */
  readonly codesPerHour: number;
  /** To all numbers together. */
  readonly allCodesPerHour: number;
  readonly sender: CodeSender;
  readonly events: LeadEvents;
  readonly consent: Consent;
  /** Told when a code could not be sent; LeadError LEADS_CODES_USED_UP: when it may not, for what it costs. */
  readonly onUnsent: (error: unknown) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Numbers that buyers leave, each confirmed by a code before it counts. No answer tells whether a number is known here. */
export class Leads {
  readonly #parts: LeadsParts;
  readonly #limits: CodeLimits;

  constructor(parts: LeadsParts) {
    this.#parts = parts;
    const { codesPerHour, allCodesPerHour } = parts;
    this.#limits = { ...codeRules, codesPerHour, allCodesPerHour };
  }

  /** What has to be agreed to. */
  get consent(): Consent {
    return this.#parts.consent;
  }

  /** Sends a code. A number that has had all codes of the hour gets none, nor does any once all are used up, and the answer is the same. */
  async begin({ carId, mobile, consent }: NewLead): Promise<Result<BegunLead, BeginProblem>> {
    const number = mobileNumberFrom(mobile);
    return number === null
      ? failed('no-mobile-number')
      : this.#ask(carId, number, { consentVersion: consent, consentedAtMs: this.#parts.now() });
  }

  /** `+91 •••••• 3210`: where the code of a begun lead went, to who has its token. Null: the token is no good any more. */
  async askedNumber(token: string): Promise<string | null> {
    const request = await this.#pending(token);
    return request === null ? null : maskedNumber(this.#parts.vault.open(request.number));
  }

  /**
   * Sends another code to the number of a begun lead, as `begin` would; the codes before stay good for their time, each with its own token. Null:
   * the token is no good any more, or the number was left too long ago.
   */
  async sendAgain(token: string): Promise<Result<BegunLead, AskProblem> | null> {
    const request = await this.#pending(token);
    const { vault, now } = this.#parts;
    if (request === null || request.consentedAtMs < now() - againMs) return null;
    return this.#ask(request.carId, vault.open(request.number), request);
  }

  async #pending(token: string): Promise<PendingRequest | null> {
    const { store, links, now } = this.#parts;
    const id = links.read('request', token, now());
    return id === null ? null : store.findRequest(id, this.#limits);
  }

  async #ask(
    carId: CarId,
    number: MobileNumber,
    { consentVersion, consentedAtMs }: Agreed,
  ): Promise<Result<BegunLead, AskProblem>> {
    const { store, vault, links, codeKey, now } = this.#parts;
    if (consentVersion !== this.consent.version) return failed('other-consent');
    const status = await store.carStatus(carId);
    if (status === null) return failed('unknown-car');
    if (!isActive(status)) return failed('gone-car');
    const id = randomUUID() as CodeRequestId;
    const code = newCode();
    const request = {
      id,
      carId,
      number: vault.seal(number),
      consentVersion,
      consentedAtMs,
      codeHash: codeHash(codeKey, id, code),
    };
    const outcome = await store.addRequest(request, this.#limits);
    // Once the answer is on its way: how long it takes would tell what was done.
    setImmediate(() => void this.#sendIf(outcome, number, code));
    const { lifetimeSeconds } = this.#limits;
    const token = links.sign('request', id, now() + lifetimeSeconds * 1_000);
    return ok({ token, expiresInSeconds: lifetimeSeconds });
  }

  /**
   * The proof that the number is the visitor's; said again, the same one. Null: the code is wrong, or too late, whichever.
   *
   * @param tokens of all codes that the visitor asked for, for any of them may be the one that came; a wrong code uses up a try of each
   */
  async confirm(tokens: readonly string[], typedCode: string, visitor: Visitor): Promise<string | null> {
    const code = codeFrom(typedCode);
    if (code === null) return null;
    for (const token of tokens) {
      const proof = await this.#confirmOne(token, code, visitor);
      if (proof !== null) return proof;
    }
    return null;
  }

  async #confirmOne(token: string, code: OneTimeCode, visitor: Visitor): Promise<string | null> {
    const { store, links, codeKey, events, now } = this.#parts;
    const nowMs = now();
    const id = links.read('request', token, nowMs);
    if (id === null) return null;
    const carId = await store.guess(id, codeHash(codeKey, id, code), this.#limits);
    if (carId === null) return null;
    // Whoever says the code again, because one of the two failed or the answer got lost, tells the same event.
    await events.left(id, carId, visitor, nowMs);
    const confirmed = await store.confirm(id, nowMs);
    if (confirmed === null) return null;
    return links.sign('proof', confirmed.leadId, confirmed.atMs + proofSeconds * 1_000);
  }

  async #sendIf(outcome: CodeOutcome, number: MobileNumber, code: OneTimeCode): Promise<void> {
    try {
      if (outcome === 'all-used-up')
        throw new LeadError('LEADS_CODES_USED_UP', `${this.#limits.allCodesPerHour} an hour`);
      if (outcome === 'to-send') await this.#parts.sender.send(number, code);
    } catch (error) {
      this.#parts.onUnsent(error);
    }
  }
}
