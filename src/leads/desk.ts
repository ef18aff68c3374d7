import type { EventLog } from '../catalog/event-log.js';
import type { LeadStore } from '../catalog/lead-store.js';
import type { TestDriveStore } from '../catalog/test-drive-store.js';
import { consentFor } from './consent.js';
import { LeadEvents } from './lead-events.js';
import { leadKeysFrom } from './lead-keys.js';
import type { CodeSender } from './leads.js';
import { Leads } from './leads.js';
import { NumberVault } from './number-vault.js';
import { SignedLinks } from './signed-link.js';
import { TestDrives } from './test-drives.js';

/** Where buyers leave their number and book test drives. */
export interface LeadDesk {
  readonly leads: Leads;
  readonly testDrives: TestDrives;
}

export interface LeadDeskParts {
  /** 256 random bits as text. All servers of a platform share it. */
  readonly secret: string;
  readonly leadStore: LeadStore;
  readonly testDriveStore: TestDriveStore;
  readonly events: EventLog;
  readonly sender: CodeSender;
  readonly codesPerHour: number;
  readonly allCodesPerHour: number;
  /** After so many days numbers are deleted. */
  readonly keptDays: number;
  readonly onUnsent: (error: unknown) => void;
  readonly now: () => number;
}

export function openLeadDesk(parts: LeadDeskParts): LeadDesk {
  const {
    secret,
    leadStore,
    testDriveStore,
    sender,
    codesPerHour,
    allCodesPerHour,
    keptDays,
    onUnsent,
    now,
  } = parts;
  const keys = leadKeysFrom(secret);
  const shared = {
    vault: new NumberVault(keys),
    links: new SignedLinks(keys.links),
    events: new LeadEvents(parts.events, keys.events),
    now,
  };
  const consent = consentFor(keptDays);
  const leads = {
    store: leadStore,
    codeKey: keys.codes,
    codesPerHour,
    allCodesPerHour,
    sender,
    consent,
    onUnsent,
  };
  return {
    leads: new Leads({ ...shared, ...leads }),
    testDrives: new TestDrives({ ...shared, store: testDriveStore }),
  };
}
