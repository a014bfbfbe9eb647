// Edge rules tried on recorded readings over HTTP.
import { enterpriseOr, ofEnterprise } from '../../../kernel/http/of-enterprise.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { Type } from '../../../kernel/schema/schema.ts';
import type { SeriesStore } from '../../../stores/series/series.ts';
import { changeSourcesRight } from '../api.ts';
import { calculatedFailures } from '../protocols/calculated/failures.ts';
import { trialBody, trialReply, tryCalculation } from '../protocols/calculated/trial.ts';
import type { Plant } from '../protocols/protocol.ts';

export type TrialRouteOptions = {
  readonly plant: Plant;
  /** Absent where this process keeps no readings. */
  readonly series: SeriesStore | undefined;
  /** When the caller names none. */
  readonly enterprise: string;
};

export function trialRoute({ plant, series, enterprise: own }: TrialRouteOptions): Route {
  const enterpriseOf = enterpriseOr(own);
  return defineRoute({
    method: 'POST',
    path: '/api/calculations/try',
    operation: 'tryCalculation',
    summary: {
      en: 'Try edge rules on recorded readings; nothing is kept',
      zh: '用历史读数试算边缘规则，不保存结果',
    },
    access: { right: changeSourcesRight, on: enterpriseOf },
    query: Type.Object(ofEnterprise),
    body: trialBody,
    reply: trialReply,
    handle: async (request) => {
      if (!series) throw calculatedFailures['no-readings']({});
      return tryCalculation({ plant, series, enterprise: enterpriseOf(request) }, request.body);
    },
  });
}
