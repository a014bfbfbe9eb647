// Machines that answer on the network, one of which may be the one that is meant.
import type { DiscoveredMachine, JingweiFailure } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  Dialog,
  FailurePanel,
  Icon,
  Loading,
  TextInput,
  useClient,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './connections.module.css';
import type { Part } from './draft.ts';

const text = {
  find: { en: 'Find machines', zh: '发现设备' },
  where: { en: 'Host, network or broadcast address', zh: '主机、网段或广播地址' },
  whereHow: {
    en: 'Empty for the usual place of this protocol.',
    zh: '留空则使用该协议的默认范围。',
  },
  port: { en: 'Port', zh: '端口' },
  look: { en: 'Look', zh: '查找' },
  take: { en: 'Take this one', zh: '选用' },
  none: {
    en: 'Nobody answered. The machine may be off, in another network, or its firewall may be closed.',
    zh: '没有设备应答。设备可能未开机、位于其他网络，或被防火墙阻挡。',
  },
  close: { en: 'Close', zh: '关闭' },
};

type DiscoverProps = Part & { readonly onTake: (found: DiscoveredMachine) => void };

export function Discover(props: DiscoverProps) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<Icon name="search" size={14} />}
        onClick={() => setOpen(true)}
      >
        {t(text.find)}
      </Button>
      {open && <DiscoverDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function DiscoverDialog(props: DiscoverProps & { readonly onClose: () => void }) {
  const t = useText();
  const client = useClient();
  const { protocol, draft, enterprise, onClose, onTake } = props;
  const given = (name: string) => {
    const answer = draft.answers[name];
    return typeof answer === 'string' ? answer.trim() : '';
  };
  const [host, setHost] = useState(() => given('host'));
  const [port, setPort] = useState(() => given('port'));
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<readonly DiscoveredMachine[]>();
  const [failure, setFailure] = useState<JingweiFailure>();
  const look = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      const query = {
        protocol: protocol.name,
        ...(host.trim() === '' ? {} : { host: host.trim() }),
        ...(/^\d{1,5}$/.test(port.trim()) ? { port: Number(port) } : {}),
      };
      const of = enterprise === undefined ? {} : { enterprise };
      setFound(await client.discoverMachines(query, of));
    } catch (error) {
      setFailure(asFailure(error));
    }
    setBusy(false);
  };
  const close = (
    <Button size="xs" variant="default" onClick={onClose}>
      {t(text.close)}
    </Button>
  );
  return (
    <Dialog title={t(text.find)} onClose={onClose} actions={close}>
      <div className={styles['controls']}>
        <Where host={host} port={port} onHost={setHost} onPort={setPort} />
        <Button size="xs" loading={busy} onClick={() => void look()}>
          {t(text.look)}
        </Button>
      </div>
      {busy && <Loading />}
      {failure && <FailurePanel failure={failure} />}
      {found?.length === 0 && !busy && <p>{t(text.none)}</p>}
      <Found found={found ?? []} onTake={onTake} onClose={onClose} />
    </Dialog>
  );
}

type WhereProps = {
  readonly host: string;
  readonly port: string;
  readonly onHost: (host: string) => void;
  readonly onPort: (port: string) => void;
};

function Where({ host, port, onHost, onPort }: WhereProps) {
  const t = useText();
  return (
    <>
      <TextInput
        size="xs"
        label={t(text.where)}
        description={t(text.whereHow)}
        value={host}
        inputWrapperOrder={['label', 'input', 'description']}
        onChange={(event) => onHost(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={t(text.port)}
        inputMode="numeric"
        value={port}
        onChange={(event) => onPort(event.currentTarget.value)}
      />
    </>
  );
}

type FoundProps = Pick<DiscoverProps, 'onTake'> & {
  readonly found: readonly DiscoveredMachine[];
  readonly onClose: () => void;
};

function Found({ found, onTake, onClose }: FoundProps) {
  const t = useText();
  return (
    <ul className={styles['found']}>
      {found.map((one, i) => (
        <li key={i}>
          <b>{one.name}</b>
          <small>{one.detail}</small>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              onTake(one);
              onClose();
            }}
          >
            {t(text.take)}
          </Button>
        </li>
      ))}
    </ul>
  );
}
