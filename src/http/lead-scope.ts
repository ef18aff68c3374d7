import type { FastifyInstance, FastifyReply } from 'fastify';
import type { LeadDesk } from '../leads/desk.js';
import { LeadError } from '../leads/errors.js';
import { isFromOtherSite } from '../visit/cross-site.js';
import type { RequestLimits } from '../visit/request-limits.js';
import { limitRequests } from '../visit/request-limits.js';
import { otherSite } from './lead-problems.js';
import type { LeadRouteParts } from './lead-route-parts.js';
import { consentRoute, leadRoutes } from './lead-routes.js';
import { sendProblem, tooManyRequests } from './problem.js';
import { changeTestDriveRoutes, readTestDriveRoutes } from './test-drive-routes.js';

export interface LeadScopeParts {
  /** Null: there is no secret to keep numbers under. */
  readonly desk: LeadDesk | null;
  readonly limits: RequestLimits;
  /** As visitors reach this server; null: as the request says. */
  readonly publicUrl: string | null;
}

/**
 * Leads and test drives. What changes something stands in a scope of its own: requests to it are counted together, other sites' pages can't make
 * them, and their bodies are JSON alone, which no form can send.
 */
export async function leadScope(app: FastifyInstance, parts: LeadScopeParts): Promise<void> {
  const { desk, limits, publicUrl } = parts;
  const routeParts: LeadRouteParts = {
    desk: () => {
      if (desk === null) throw new LeadError('LEADS_NO_SECRET');
      return desk;
    },
    publicUrl,
  };
  consentRoute(app, routeParts);
  readTestDriveRoutes(app, routeParts);
  await app.register(async (scope) => {
    scope.removeContentTypeParser('text/plain');
    scope.addHook('onRequest', async (request, reply): Promise<FastifyReply | undefined> =>
      isFromOtherSite(request, publicUrl) ? sendProblem(reply, otherSite) : undefined,
    );
    await limitRequests(scope, limits, (_request, reply) => sendProblem(reply, tooManyRequests));
    leadRoutes(scope, routeParts);
    changeTestDriveRoutes(scope, routeParts);
  });
}
