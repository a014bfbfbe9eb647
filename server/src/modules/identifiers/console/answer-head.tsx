// Above a record: which identifier, how fast, from where, and where the record leads.
import type { Resolution } from '@jingwei/sdk';
import {
  CopyButton,
  durationText,
  Icon,
  IdentifierLink,
  Link,
  machinePath,
  useLanguage,
  useText,
  type Bilingual,
} from '@jingwei/console/kit';
import { FreshButton } from './fresh-button.tsx';
import { millisecondsText } from './milliseconds.ts';
import { nodeName } from './node-name.ts';
import { linksOf } from './record.ts';
import { SignatureWord } from './signature-word.tsx';
import { useAbsent } from './use-absent.ts';
import styles from './resolve.module.css';

const text = {
  copy: { en: 'Copy the identifier', zh: '复制标识' },
  fresh: { en: 'fresh from its node', zh: '来自节点的最新应答' },
  cached: { en: 'from the cache', zh: '来自缓存' },
  nodes: { en: '{count} questions asked', zh: '询问 {count} 次' },
  took: { en: '{ms} ms in all', zh: '总计 {ms} 毫秒' },
  age: { en: 'asked {age} ago', zh: '{age}前询问' },
  by: { en: 'answered by {node}', zh: '由 {node} 应答' },
  stale: {
    en: 'Old answer: no node answers now, and this one ran out {age} ago.',
    zh: '旧应答：目前没有节点应答，此应答已过期 {age}。',
  },
  alias: { en: 'another name of', zh: '别名，指向' },
  aliasAgain: { en: 'which is another name of', zh: '再指向' },
  absent: {
    en: 'Made by {machine}, which is not connected to this installation: there are no curves of it.',
    zh: '生产设备 {machine} 未接入本系统，没有其过程曲线。',
  },
  cycle: { en: 'Chart of this very cycle', zh: '查看该件的加工过程曲线' },
};

const relations: Readonly<Record<'is' | 'belongs-to' | 'made-by', Bilingual>> = {
  is: { en: 'Open this machine', zh: '打开该设备' },
  'belongs-to': { en: 'The machine it belongs to', zh: '所属设备' },
  'made-by': { en: 'The machine that made it', zh: '生产该件的设备' },
};

export function AnswerHead({
  resolution,
  signedIn,
  ask,
}: {
  resolution: Resolution;
  signedIn: boolean;
  ask: (fresh: boolean) => void;
}) {
  const t = useText();
  const asked = resolution.path.filter((step) => !step.cached).length;
  return (
    <div className={styles['head']}>
      <div className={styles['headLine']}>
        <h2 className={styles['handle']}>{resolution.handle}</h2>
        <CopyButton text={resolution.handle} label={text.copy} />
        <FreshButton onClick={() => ask(true)} />
      </div>
      <p className={styles['facts']} data-cached={resolution.cached}>
        <span>{t(resolution.cached ? text.cached : text.fresh)}</span>
        <span>{t(text.nodes, { count: asked })}</span>
        <span>{t(text.took, { ms: millisecondsText(resolution.tookMs) })}</span>
        <Origin resolution={resolution} />
        <SignatureWord signature={resolution.signature} />
      </p>
      <AliasNote aliases={resolution.aliases} />
      <StaleNote staleForS={resolution.provenance?.staleForS} />
      <Leads resolution={resolution} signedIn={signedIn} />
    </div>
  );
}

/** Who gave the answer, and how long ago where it comes from memory. */
function Origin({ resolution: { provenance, cached } }: { resolution: Resolution }) {
  const t = useText();
  const { language } = useLanguage();
  if (provenance === undefined) return null;
  const { node, address, askedAt, ageS } = provenance;
  const age = durationText(Math.max(1, ageS) * 1000, language);
  return (
    <>
      <span title={`${address} · ${askedAt}`}>{t(text.by, { node: t(nodeName(node)) })}</span>
      {cached && <span>{t(text.age, { age })}</span>}
    </>
  );
}

/** Which names were followed; the record shown is that of the last. */
function AliasNote({ aliases = [] }: { aliases: readonly string[] | undefined }) {
  const t = useText();
  if (aliases.length === 0) return null;
  return (
    <p className={styles['facts']} data-aliases={aliases.length}>
      {aliases.map((alias, at) => (
        <span key={alias}>
          {at === 0 ? t(text.alias) : t(text.aliasAgain)}{' '}
          <IdentifierLink identifier={alias} copy={false} />
        </span>
      ))}
    </p>
  );
}

function StaleNote({ staleForS }: { staleForS: number | undefined }) {
  const t = useText();
  const { language } = useLanguage();
  if (staleForS === undefined) return null;
  const age = durationText(staleForS * 1000, language);
  return (
    <p className={styles['stale']} role="status">
      {t(text.stale, { age })}
    </p>
  );
}

function Leads({ resolution, signedIn }: { resolution: Resolution; signedIn: boolean }) {
  const t = useText();
  const { language } = useLanguage();
  const named = resolution.aliases?.at(-1) ?? resolution.handle;
  const { machine, relation, cycle } = linksOf(named, resolution.values);
  const absent = useAbsent(signedIn ? machine : undefined);
  if (machine === undefined || relation === undefined) return null;
  if (absent) return <p className={styles['facts']}>{t(text.absent, { machine })}</p>;
  const length = cycle && durationText(Date.parse(cycle.to) - Date.parse(cycle.from), language);
  return (
    <ul className={styles['leads']}>
      {cycle && (
        <li>
          <Link to={machinePath(machine, { ...cycle, part: resolution.handle })} data-lead="cycle">
            <Icon name="chart" />
            {t(text.cycle)}
            <small>{length}</small>
          </Link>
        </li>
      )}
      <li>
        <Link to={machinePath(machine)} data-lead="machine">
          <Icon name="machine" />
          {t(relations[relation])}
          {relation !== 'is' && <small>{machine}</small>}
        </Link>
      </li>
    </ul>
  );
}
