// A person trusts the certificate that a machine showed, by its fingerprint: it is added to the settings of the source,
// which then connects again.
import { enterpriseOr, ofEnterprise } from '../../../kernel/http/of-enterprise.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { Type } from '../../../kernel/schema/schema.ts';
import { changeSourcesRight, sourceStatus, type Sources, type SourceStatus } from '../api.ts';
import { connectivityFailures } from '../failures.ts';
import { protocolNamed } from '../settings-check.ts';

/** SHA-256 in hexadecimal, with or without colons. */
const fingerprintPattern = /^(?:[0-9A-Fa-f]{2}[: ]?){32}$/;

/** Without `enterprise`, the gateway's own is meant. */
export function trustRoute(sources: Sources, ownEnterprise: string): Route {
  const enterpriseOf = enterpriseOr(ownEnterprise);
  return defineRoute({
    method: 'POST',
    path: '/api/sources/{name}/trust',
    operation: 'trustSource',
    summary: {
      en: 'Trust the certificate that a machine shows, by its SHA-256 fingerprint',
      zh: '按 SHA-256 指纹信任设备出示的证书',
    },
    access: { right: changeSourcesRight, on: enterpriseOf },
    params: Type.Object({ name: Type.String({ maxLength: 64 }) }),
    query: Type.Object(ofEnterprise),
    body: Type.Object({ fingerprint: Type.String({ maxLength: 200 }) }),
    reply: sourceStatus,
    handle: (request) =>
      trust(sources, enterpriseOf(request), request.params.name, request.body.fingerprint),
  });
}

/** Fails with `connectivity.unknown-source`, `connectivity.bad-fingerprint` or `connectivity.no-certificates`. */
async function trust(
  sources: Sources,
  enterprise: string,
  ...[name, shown]: readonly [string, string]
): Promise<SourceStatus> {
  const settings = await sources.read(enterprise, name);
  if (!settings) throw connectivityFailures['unknown-source']({ name, enterprise });
  if (!fingerprintPattern.test(shown)) {
    throw connectivityFailures['bad-fingerprint']({ fingerprint: shown, name });
  }
  const { title, trusting } = protocolNamed(settings.protocol, name);
  if (!trusting) throw connectivityFailures['no-certificates']({ protocol: title });
  const connection = trusting(settings.connection, shown) as Record<string, unknown>;
  return sources.ensure(enterprise, { ...settings, connection });
}
