import { IndexAudit } from '../../src/index/index-audit.js';
import type { AuditReport } from '../../src/sync/audit.js';
import { auditIndex } from '../../src/sync/audit.js';
import type { Platform } from './platform.js';

/** The platform's whole index compared with its Postgres. */
export function auditOf(platform: Platform): Promise<AuditReport> {
  return auditIndex({
    databaseUrl: platform.urls.databaseUrl,
    database: platform.database,
    store: platform.store,
    audit: new IndexAudit(platform.valkey, platform.keys),
    onProgress: () => undefined,
  });
}
