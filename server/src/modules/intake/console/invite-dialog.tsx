// Makes an invitation and shows its code, once.
import type { JingweiFailure, NewGatewayInvitation } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  CopyButton,
  dateTimeText,
  Dialog,
  epochMs,
  FailurePanel,
  Loading,
  TextInput,
  useClient,
  useEnterprise,
  useLanguage,
  useState,
  useText,
  type Bilingual,
} from '@jingwei/console/kit';
import styles from './gateways.module.css';

const text = {
  title: { en: 'Invite a gateway', zh: '邀请网关' },
  enterprises: { en: 'Enterprises that it may speak for', zh: '可服务的企业' },
  enterprisesHow: {
    en: 'Prefixes such as 88.118.8, separated by commas. What is derived from them is included.',
    zh: '企业前缀，如 88.118.8，用逗号分隔；包含其下级前缀。',
  },
  name: { en: 'Name of the gateway', zh: '网关名称' },
  nameHow: { en: 'No other gateway here may have it.', zh: '不得与其他网关重名。' },
  days: { en: 'Good for, days', zh: '有效天数' },
  daysHow: { en: '1 to 90', zh: '1 至 90' },
  make: { en: 'Make the invitation', zh: '生成邀请' },
  cancel: { en: 'Cancel', zh: '取消' },
  close: { en: 'I have it', zh: '已保存' },
  code: { en: 'Code', zh: '邀请码' },
  copy: { en: 'Copy', zh: '复制' },
  command: { en: 'At the gateway', zh: '在网关上运行' },
  once: {
    en: 'The code is shown only now. It is good once, until {until}. The gateway enrols when it starts.',
    zh: '邀请码仅显示这一次，仅可使用一次，有效期至 {until}。网关启动时自动登记。',
  },
};

type InviteDialogProps = { readonly onMade: () => void; readonly onClose: () => void };

type Named = { readonly invitation: NewGatewayInvitation; readonly name: string };

export function InviteDialog({ onMade, onClose }: InviteDialogProps) {
  const { loaded } = useEnterprise();
  const [made, setMade] = useState<Named>();
  if (made) return <Made made={made} onClose={onClose} />;
  // A suggestion that came later would run into what is being typed.
  if (loaded.state === 'loading') return <Loading />;
  return (
    <Ask
      usual={loaded.state === 'loaded' ? (loaded.value.enterprise ?? '') : ''}
      onClose={onClose}
      onMade={(named) => {
        setMade(named);
        onMade();
      }}
    />
  );
}

type AskProps = {
  /** The enterprise that is suggested. */
  readonly usual: string;
  readonly onMade: (made: Named) => void;
  readonly onClose: () => void;
};

function Ask({ usual, onMade, onClose }: AskProps) {
  const t = useText();
  const client = useClient();
  const [told, setTold] = useState(usual);
  const [name, setName] = useState('gateway-1');
  const [days, setDays] = useState('7');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<JingweiFailure>();
  const enterprises = told.split(/[\s,，、]+/).filter((one) => one !== '');
  const isNamed = /^[\w.-]{1,100}$/.test(name);
  const isGood = isNamed && enterprises.length > 0 && /^[1-9]\d?$/.test(days) && Number(days) <= 90;
  const make = async (): Promise<void> => {
    setBusy(true);
    try {
      const invitation = await client.inviteGateway({ enterprises, days: Number(days) });
      onMade({ invitation, name });
    } catch (error) {
      setFailure(asFailure(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t(text.title)}
      onClose={onClose}
      actions={
        <>
          <Button size="xs" variant="default" onClick={onClose}>
            {t(text.cancel)}
          </Button>
          <Button size="xs" loading={busy} disabled={!isGood} onClick={() => void make()}>
            {t(text.make)}
          </Button>
        </>
      }
    >
      <Entry label={text.enterprises} how={text.enterprisesHow} value={told} onChange={setTold} />
      <Entry label={text.name} how={text.nameHow} value={name} onChange={setName} />
      <Entry label={text.days} how={text.daysHow} value={days} onChange={setDays} />
      {failure && <FailurePanel failure={failure} />}
    </Dialog>
  );
}

type EntryProps = {
  readonly label: Bilingual;
  readonly how: Bilingual;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

function Entry({ label, how, value, onChange }: EntryProps) {
  const t = useText();
  return (
    <TextInput
      size="xs"
      label={t(label)}
      description={t(how)}
      value={value}
      inputWrapperOrder={['label', 'input', 'description']}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function Made({ made, onClose }: { readonly made: Named; readonly onClose: () => void }) {
  const t = useText();
  const { language } = useLanguage();
  const { code, platform, expiresAt } = made.invitation;
  const command = `npm start -- --role gateway --outbox-gateway ${made.name} --outbox-platform-url ${platform} --outbox-invitation ${code}`;
  const until = dateTimeText(epochMs(expiresAt) ?? 0, { language });
  const close = (
    <Button size="xs" onClick={onClose}>
      {t(text.close)}
    </Button>
  );
  return (
    <Dialog wide title={t(text.title)} onClose={onClose} actions={close}>
      <dl className={styles['code']}>
        <dt>{t(text.code)}</dt>
        <dd data-code="">
          <code>{code}</code> <CopyButton text={code} label={text.copy} />
        </dd>
        <dt>{t(text.command)}</dt>
        <dd>
          <code>{command}</code> <CopyButton text={command} label={text.copy} />
        </dd>
      </dl>
      <p>{t(text.once, { until })}</p>
    </Dialog>
  );
}
