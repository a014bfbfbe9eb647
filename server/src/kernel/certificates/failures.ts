// What can be wrong with certificates and their keys.
import { defineFailures } from '../failure/failure.ts';

export const certificateFailures = defineFailures('certificates', {
  'not-usable': {
    kind: 'invalid',
    message: {
      en: 'The certificate in {certificateFile} with the key in {keyFile} cannot be used: {reason}. Both must be PEM and belong together.',
      zh: '证书 {certificateFile} 与密钥 {keyFile} 不可用：{reason}。两者须为 PEM 格式且互相匹配。',
    },
  },
  'one-file-missing': {
    kind: 'invalid',
    message: {
      en: 'A certificate needs its key: set both http.certificateFile and http.certificateKeyFile, or neither.',
      zh: '证书须与密钥一同设置：请同时设置 http.certificateFile 与 http.certificateKeyFile，或都不设置。',
    },
  },
  'root-damaged': {
    kind: 'invalid',
    message: {
      en: 'The own root certificate in {folder} is damaged: {reason}. Restore root.pem and root-key.pem from a backup; or remove both, and every caller must trust the new root.',
      zh: '{folder} 中的自有根证书已损坏：{reason}。请从备份恢复 root.pem 与 root-key.pem；或删除两者，此后所有调用方须重新信任新的根证书。',
    },
  },
  'root-over': {
    kind: 'unavailable',
    message: {
      en: 'The own root certificate in {folder} is valid until {until} only. Check the clock; if it is right, remove root.pem and root-key.pem, and every caller must trust the new root.',
      zh: '{folder} 中的自有根证书有效期仅至 {until}。请检查时钟；若时钟无误，请删除 root.pem 与 root-key.pem，此后所有调用方须重新信任新的根证书。',
    },
  },
  'bad-name': {
    kind: 'invalid',
    message: {
      en: 'A certificate cannot be made for “{name}”: it is neither a host name nor an IP address.',
      zh: '无法为“{name}”签发证书：它既不是主机名，也不是 IP 地址。',
    },
  },
});
