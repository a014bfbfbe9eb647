// A way by which messages go: a webhook with its secret, or a mail server. Says which servers are refused, and by which setting
// an operator allows them.
import type { AlarmPlan, AlarmWay } from '@jingwei/sdk';
import { ChoiceInput, layout, LongText, TextInput, useState, useText } from '@jingwei/console/kit';
import styles from '../alarms.module.css';
import { withWay, type PlanChange } from './plan-changes.ts';
import { draftOfWay, kept, wayOf, wayProblems, type WayDraft } from './plan-drafts.ts';
import { SaveDialog } from './save-dialog.tsx';

const text = {
  new: { en: 'New way', zh: '新建通知方式' },
  title: { en: 'Way {name}', zh: '通知方式 {name}' },
  name: { en: 'Name', zh: '名称' },
  kind: { en: 'Kind', zh: '类型' },
  webhook: { en: 'webhook', zh: 'Webhook' },
  mail: { en: 'mail', zh: '邮件' },
  url: { en: 'Address, e.g. https://example.org/hook', zh: '地址，例如 https://example.org/hook' },
  secret: { en: 'Secret that signs the messages', zh: '签名密钥' },
  host: { en: 'Mail server', zh: '邮件服务器' },
  port: { en: 'Port', zh: '端口' },
  security: { en: 'Encryption', zh: '加密' },
  tls: { en: 'TLS from the first byte', zh: 'TLS（全程加密）' },
  starttls: { en: 'STARTTLS, required', zh: 'STARTTLS（强制）' },
  none: { en: 'none', zh: '不加密' },
  user: { en: 'User', zh: '用户名' },
  password: { en: 'Password', zh: '密码' },
  from: { en: 'Sender', zh: '发件人' },
  authorities: {
    en: 'Certificates of authorities of your own (PEM), if needed',
    zh: '自有 CA 证书（PEM，可选）',
  },
  kept: { en: 'The dots stand for the one that is kept.', zh: '圆点表示沿用已保存的内容。' },
  inside: {
    en: 'Private, loopback and link-local addresses are refused unless the operator of this installation adds their network to the setting alarms.messageNetworks, e.g. 10.1.0.0/16. Send a test message afterwards.',
    zh: '私有、环回和链路本地地址一律拒绝，除非平台运维人员在设置 alarms.messageNetworks 中加入其网段，例如 10.1.0.0/16。保存后请发送测试消息。',
  },
};

type WayDialogProps = {
  readonly plan: AlarmPlan;
  readonly before: AlarmWay | undefined;
  readonly change: (change: PlanChange) => Promise<void>;
  readonly onClose: () => void;
};

export function WayDialog({ plan, before, change, onClose }: WayDialogProps) {
  const t = useText();
  const [draft, setDraft] = useState(() => draftOfWay(before));
  const put = (part: Partial<WayDraft>) => setDraft((old) => ({ ...old, ...part }));
  const names = plan.ways.map(({ name }) => name);
  const others = names.filter((name) => name !== before?.name);
  const kinds = ['webhook', 'mail'] as const;
  return (
    <SaveDialog
      title={before ? t(text.title, { name: before.name }) : t(text.new)}
      problems={wayProblems(draft, { before, others })}
      save={() => change(withWay(before?.name, wayOf(draft)))}
      onClose={onClose}
    >
      <div className={layout['form']}>
        <Field draft={draft} name="name" put={put} />
        <ChoiceInput
          label={t(text.kind)}
          value={draft.kind}
          choices={kinds.map((value) => ({ value, label: t(text[value]) }))}
          onChange={(kind) => put({ kind, secret: '' })}
        />
      </div>
      {draft.kind === 'webhook' ? (
        <>
          <Field draft={draft} name="url" put={put} />
          <Secret draft={draft} label={t(text.secret)} put={put} />
        </>
      ) : (
        <MailFields draft={draft} put={put} />
      )}
      <p className={styles['hint']}>{t(text.inside)}</p>
      <LongText
        label={t(text.authorities)}
        rows={3}
        value={draft.authorities}
        onChange={(authorities) => put({ authorities })}
      />
    </SaveDialog>
  );
}

type Drafting = {
  readonly draft: WayDraft;
  readonly put: (part: Partial<WayDraft>) => void;
};

function MailFields({ draft, put }: Drafting) {
  const t = useText();
  const securities = ['starttls', 'tls', 'none'] as const;
  return (
    <div className={layout['form']}>
      {(['host', 'port'] as const).map((name) => (
        <Field key={name} draft={draft} name={name} put={put} />
      ))}
      <ChoiceInput
        label={t(text.security)}
        value={draft.security}
        choices={securities.map((value) => ({ value, label: t(text[value]) }))}
        onChange={(security) => put({ security })}
      />
      {(['from', 'user'] as const).map((name) => (
        <Field key={name} draft={draft} name={name} put={put} />
      ))}
      <Secret draft={draft} label={t(text.password)} put={put} />
    </div>
  );
}

type FieldName = 'name' | 'url' | 'host' | 'port' | 'user' | 'from';

function Field({ draft, name, put }: Drafting & { readonly name: FieldName }) {
  const t = useText();
  return (
    <TextInput
      size="xs"
      label={t(text[name])}
      value={draft[name]}
      onChange={(event) => put({ [name]: event.currentTarget.value })}
    />
  );
}

function Secret({ draft, label, put }: Drafting & { readonly label: string }) {
  const t = useText();
  return (
    <TextInput
      size="xs"
      type="password"
      autoComplete="new-password"
      label={label}
      value={draft.secret}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      {...(draft.secret === kept ? { description: t(text.kept) } : {})}
      onChange={(event) => put({ secret: event.currentTarget.value })}
    />
  );
}
