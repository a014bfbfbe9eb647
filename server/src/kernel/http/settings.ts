// The settings of the HTTP door, and what they mean together: where it listens, whether it speaks TLS, and
// whom it answers without.
import { defineConfig, setting } from '../config/section.ts';
import { Type, type Static } from '../schema/schema.ts';
import { isLoopback } from './admit.ts';
import { httpFailures } from './failures.ts';

export const httpSettings = defineConfig(
  'http',
  Type.Object({
    host: setting.text('127.0.0.1', {
      en: 'Address of the HTTP interface and the console',
      zh: 'HTTP 接口与控制台的监听地址',
    }),
    port: setting.port(8640, {
      en: 'Port of the HTTP interface and the console, also for HTTPS; 0 picks a free one',
      zh: 'HTTP 接口与控制台的端口，HTTPS 共用；0 表示自动选择',
    }),
    publicUrl: setting.text('', {
      en: 'Where people reach the console; goes into the URL of each product and machine. Empty: the address of the first start, for good',
      zh: '用户访问控制台的地址，写入每个产品与设备的 URL；留空则固定使用首次启动时的地址',
    }),
    tls: setting.oneOf(['auto', 'on', 'off'], 'auto', {
      en: 'HTTPS on the same port. auto: when it listens beyond loopback, or a certificate is named',
      zh: '在同一端口提供 HTTPS。auto：监听地址超出本机回环，或指定了证书时启用',
    }),
    certificateFile: setting.text('', {
      en: 'PEM file of the certificate, followed by those that lead to its root; read again when it changes. Empty: one of the own authority',
      zh: '证书 PEM 文件（其后依次为通向根证书的各级证书），文件变化后自动重新读取；留空则由自有证书机构签发',
    }),
    certificateKeyFile: setting.text('', {
      en: 'PEM file of its private key, without a passphrase',
      zh: '证书私钥的 PEM 文件，不带口令',
    }),
    certificateNames: setting.texts([], {
      en: 'Further host names and addresses for the certificate of the own authority',
      zh: '自有证书机构签发的证书中另外包含的主机名与地址',
    }),
    clientCertificates: setting.flag(true, {
      en: 'Ask callers over HTTPS for a certificate, without requiring one',
      zh: '通过 HTTPS 请求（但不强制）调用方出示证书',
    }),
    plainFromElsewhere: setting.flag(false, {
      en: 'Answer callers on other machines over plain HTTP too, readable to everybody on the way',
      zh: '也通过未加密的 HTTP 应答其他机器，途中任何人都能读取',
    }),
  }),
);

export type HttpSettings = Static<typeof httpSettings.schema>;

/** Whether HTTPS is spoken. Fails with `http.plain-beyond-loopback`. */
export function speaksTls(settings: HttpSettings): boolean {
  const beyond = !isLoopback(settings.host);
  if (settings.tls === 'off' && beyond && !settings.plainFromElsewhere) {
    throw httpFailures['plain-beyond-loopback']({ host: settings.host });
  }
  if (settings.tls !== 'auto') return settings.tls === 'on';
  return settings.certificateFile !== '' || beyond;
}
