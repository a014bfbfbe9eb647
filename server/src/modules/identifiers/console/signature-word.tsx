// What the recursive node found out about a record's signature, in a word; the particulars stand behind it.
import type { Resolution } from '@jingwei/sdk';
import { exactText, useLanguage, useText, zoneText, type Bilingual } from '@jingwei/console/kit';

type Signature = NonNullable<Resolution['signature']>;

const states: Readonly<Record<Signature['state'], Bilingual>> = {
  verified: { en: 'signature verified', zh: '签名已验证' },
  unsigned: { en: 'not signed', zh: '未签名' },
  undecided: { en: 'signature could not be checked', zh: '签名无法核验' },
  refused: { en: 'signature does not hold', zh: '签名无效' },
};

const holds = {
  en: 'signed by key {signer}, good until {until}',
  zh: '签名密钥 {signer}，有效期至 {until}',
};

export function SignatureWord({ signature }: { signature: Signature | undefined }) {
  const t = useText();
  const { language } = useLanguage();
  if (signature === undefined) return null;
  const more =
    signature.state === 'verified'
      ? t(holds, {
          signer: signature.signer,
          until: `${exactText(signature.until, { language })} ${zoneText(Date.parse(signature.until))}`,
        })
      : 'reason' in signature
        ? (signature.text?.[language] ?? signature.reason)
        : undefined;
  return (
    <span data-signature={signature.state} title={more}>
      {t(states[signature.state])}
    </span>
  );
}
