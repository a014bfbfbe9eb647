// The own certificate authority towards people: its root over HTTP and on the command line, so that callers can
// be told whom to trust.
import { X509Certificate } from 'node:crypto';
import { certificateFailures } from '../../kernel/certificates/failures.ts';
import { defineRoute } from '../../kernel/http/route.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { exportRootCommand, showRootCommand } from './commands.ts';

export const certificatesModule = defineModule({
  name: 'certificates',
  title: { en: 'own certificates', zh: '自有证书' },
  roles: ['root', 'top', 'second-level', 'enterprise', 'resolver', 'gateway', 'platform'],
  uses: {},
  offers: {},
  failures: { certificates: certificateFailures.definitions },
  commands: [showRootCommand, exportRootCommand],
  async start({ certificates }, register) {
    register.route(
      defineRoute({
        method: 'GET',
        path: '/api/certificates/root',
        operation: 'readRootCertificate',
        summary: {
          en: 'The root certificate of the own authority, for callers to trust',
          zh: '自有证书机构的根证书，供调用方信任',
        },
        access: 'public',
        reply: Type.Object({
          certificate: Type.String({ description: 'PEM' }),
          subject: Type.String(),
          fingerprint: Type.String({ description: 'SHA-256 over the certificate' }),
          until: Type.String({ description: 'ISO 8601, UTC' }),
        }),
        async handle() {
          const certificate = await certificates.root();
          const { subject, fingerprint256, validTo } = new X509Certificate(certificate);
          return {
            certificate,
            subject: subject.replaceAll('\n', ', '),
            fingerprint: fingerprint256,
            until: new Date(validTo).toISOString(),
          };
        },
      }),
    );
    return {};
  },
});
