// One source opened: its trouble with the way out, its machines, the figures of its health, edit and remove.
import type { Figure, JingweiFailure, SourceStatus } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  Dialog,
  encodePath,
  FailurePanel,
  go,
  Icon,
  IdentifierLink,
  Link,
  machinePath,
  numberText,
  signOf,
  useClient,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './connections.module.css';
import { keepRemoved } from './removed.ts';

const text = {
  edit: { en: 'Edit and test', zh: '编辑与测试' },
  remove: { en: 'Remove', zh: '删除' },
  removeTitle: { en: 'Remove the source {name}?', zh: '删除数据源 {name}？' },
  removeWords: {
    en: 'The gateway stops reading {address}. Readings that are stored stay, and so do the identifiers. You can take it back while this console is open.',
    zh: '网关将停止读取 {address}。已存储的读数和标识会保留。关闭控制台之前可以撤销。',
  },
  keep: { en: 'Keep it', zh: '保留' },
  figures: { en: 'Health', zh: '运行指标' },
  noFigures: { en: 'This connection tells no figures.', zh: '该连接没有运行指标。' },
  machines: { en: 'Machines', zh: '设备' },
  noMachines: {
    en: 'None yet: the machine describes itself when it is connected.',
    zh: '暂无：设备连接后会自行描述。',
  },
  live: { en: 'Live values', zh: '实时数据' },
  gaps: { en: 'Gap report', zh: '缺口报告' },
};

const machinesShown = 20;

type SourceDetailProps = {
  readonly source: SourceStatus;
  readonly enterprise: string | undefined;
  readonly onRemoved: () => void;
};

export function SourceDetail({ source, enterprise, onRemoved }: SourceDetailProps) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const { machines, figures } = source;
  return (
    <div className={styles['detail']}>
      <section>
        <h3>{t(text.machines)}</h3>
        {machines.length === 0 && <p>{t(text.noMachines)}</p>}
        <ul>
          {machines.slice(0, machinesShown).map((machine) => (
            <li key={machine}>
              <IdentifierLink identifier={machine} />{' '}
              <Link to={machinePath(machine)}>{t(text.live)}</Link>
            </li>
          ))}
          {machines.length > machinesShown && <li>… {machines.length - machinesShown}</li>}
        </ul>
      </section>
      <section>
        <h3>{t(text.figures)}</h3>
        {figures.length === 0 ? <p>{t(text.noFigures)}</p> : <Figures figures={figures} />}
      </section>
      <div className={styles['actions']}>
        <Button
          size="xs"
          variant="default"
          onClick={() => go(`/connections/edit/${encodePath(source.name)}`)}
        >
          {t(text.edit)}
        </Button>
        <Button
          size="xs"
          variant="default"
          color="red"
          leftSection={<Icon name="trash" size={14} />}
          onClick={() => setAsking(true)}
        >
          {t(text.remove)}
        </Button>
        <Link to="/gaps">{t(text.gaps)}</Link>
      </div>
      {asking && (
        <RemoveDialog
          source={source}
          enterprise={enterprise}
          onClose={() => setAsking(false)}
          onRemoved={onRemoved}
        />
      )}
    </div>
  );
}

function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  const t = useText();
  return (
    <dl className={styles['figures']}>
      {figures.map((figure) => (
        <div key={figure.name} data-figure={figure.name}>
          <dt>{t(figure.title)}</dt>
          <dd>
            {numberText(figure.value)} {figure.unit === undefined ? '' : signOf(figure.unit)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

type RemoveDialogProps = SourceDetailProps & { readonly onClose: () => void };

function RemoveDialog({ source, enterprise, onClose, onRemoved }: RemoveDialogProps) {
  const t = useText();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<JingweiFailure>();
  const { name, address } = source;
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      const of = enterprise === undefined ? {} : { enterprise };
      const settings = await client.source(name, of);
      await client.removeSource(name, of);
      keepRemoved({ settings, enterprise });
      onClose();
      onRemoved();
    } catch (error) {
      setFailure(asFailure(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t(text.removeTitle, { name })}
      onClose={onClose}
      actions={
        <>
          <Button size="xs" variant="default" onClick={onClose}>
            {t(text.keep)}
          </Button>
          <Button size="xs" color="red" loading={busy} onClick={() => void remove()}>
            {t(text.remove)}
          </Button>
        </>
      }
    >
      <p>{t(text.removeWords, { address })}</p>
      {failure && <FailurePanel failure={failure} />}
    </Dialog>
  );
}
