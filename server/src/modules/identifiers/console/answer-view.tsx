// One answer in each of its states: found, without values, not registered, malformed, no node answering.
import type { JingweiFailure, Resolution, ResolutionStep } from '@jingwei/sdk';
import {
  FailurePanel,
  Loading,
  Notice,
  NoticeText,
  useText,
  type Bilingual,
} from '@jingwei/console/kit';
import { AnswerHead } from './answer-head.tsx';
import { FreshButton } from './fresh-button.tsx';
import { RecordPanel } from './record-panel.tsx';
import { RoutePanel } from './route-panel.tsx';
import styles from './resolve.module.css';
import type { Answer } from './use-resolution.ts';

const text = {
  resolving: { en: 'Resolving {handle}…', zh: '正在解析 {handle}…' },
  unknown: { en: '{handle} is not registered', zh: '{handle} 未注册' },
  unknownHow: {
    en: 'The node responsible for this prefix was asked and has no such record. Check the suffix letter by letter, or ask the owner of the prefix.',
    zh: '已询问负责该前缀的节点，其中没有这条记录。请逐字核对后缀，或联系前缀所有者。',
  },
  noValues: { en: '{handle} has no public values', zh: '{handle} 没有公开的值' },
  noValuesHow: {
    en: 'The record exists, but none of its values may be read by everybody.',
    zh: '记录存在，但没有对公众开放的值。',
  },
} satisfies Record<string, Bilingual>;

const failureTitles: Readonly<Record<string, Bilingual>> = {
  invalid: { en: 'This is not a valid identifier', zh: '标识格式无效' },
  missing: { en: 'No node is responsible for this identifier', zh: '没有节点负责该标识' },
  unavailable: { en: 'A node on the way does not answer', zh: '解析途中的节点没有应答' },
  timeout: { en: 'A node on the way took too long', zh: '解析途中的节点应答超时' },
  exhausted: { en: 'The recursive node is busy', zh: '递归节点繁忙' },
};
/** Where the kind alone would say the wrong thing. */
const titlesByCode: Readonly<Record<string, Bilingual>> = {
  'identifiers.signature-refused': {
    en: 'The record is not to be believed',
    zh: '该记录不可信',
  },
  'identifiers.alias-loop': { en: 'The names lead in a circle', zh: '别名循环指向' },
  'identifiers.alias-chain-too-long': { en: 'Too many names in a row', zh: '别名链过长' },
  'identifiers.bad-alias': { en: 'The name leads nowhere', zh: '别名指向无效标识' },
  'identifiers.unusable-site': {
    en: 'A node on the way refers to an impossible address',
    zh: '途中的节点指向了不可用的地址',
  },
  'identifiers.too-many-questions': { en: 'Too many questions', zh: '查询过多' },
};
const serverGone = { en: 'This console cannot reach its server', zh: '控制台无法连接服务器' };
const otherFailure = { en: 'The identifier could not be resolved', zh: '标识解析失败' };

type AnswerViewProps = {
  readonly handle: string;
  readonly answer: Answer | undefined;
  readonly busy: boolean;
  readonly signedIn: boolean;
  readonly ask: (fresh: boolean) => void;
};

export function AnswerView({ handle, answer, busy, signedIn, ask }: AnswerViewProps) {
  const t = useText();
  if (!answer) return <Loading what={t(text.resolving, { handle })} />;
  return (
    <div className={styles['answer']} aria-busy={busy} aria-live="polite">
      {'failure' in answer ? (
        <Failed failure={answer.failure} ask={ask} />
      ) : (
        <Answered resolution={answer.resolution} signedIn={signedIn} ask={ask} />
      )}
    </div>
  );
}

type AnsweredProps = {
  readonly resolution: Resolution;
  readonly signedIn: boolean;
  readonly ask: (fresh: boolean) => void;
};

function Answered({ resolution, signedIn, ask }: AnsweredProps) {
  const found = resolution.responseCode === 1;
  return (
    <>
      {found ? (
        <AnswerHead resolution={resolution} signedIn={signedIn} ask={ask} />
      ) : (
        <NotFound resolution={resolution} ask={ask} />
      )}
      <div className={styles['columns']} data-found={found}>
        {found && <RecordPanel resolution={resolution} />}
        <RoutePanel steps={resolution.path} tookMs={resolution.tookMs} />
      </div>
    </>
  );
}

function NotFound({ resolution, ask }: { resolution: Resolution; ask: (fresh: boolean) => void }) {
  const t = useText();
  const { handle, responseCode } = resolution;
  const [title, how] =
    responseCode === 200 ? [text.noValues, text.noValuesHow] : [text.unknown, text.unknownHow];
  return (
    <Notice
      tone="warning"
      icon="search"
      title={t(title, { handle })}
      actions={<FreshButton onClick={() => ask(true)} />}
    >
      <NoticeText>{t(how)}</NoticeText>
    </Notice>
  );
}

function Failed({ failure, ask }: { failure: JingweiFailure; ask: (fresh: boolean) => void }) {
  const t = useText();
  const told = titlesByCode[failure.code] ?? failureTitles[failure.kind] ?? otherFailure;
  const title = failure.status === 0 ? serverGone : told;
  const steps = pathOf(failure);
  return (
    <>
      <FailurePanel
        failure={failure}
        title={t(title)}
        {...(failure.kind === 'invalid' ? {} : { onRetry: () => ask(true) })}
      />
      {steps.length > 0 && <RoutePanel steps={steps} />}
    </>
  );
}

/** The way so far, where the failure carries it. */
function pathOf(failure: JingweiFailure): readonly ResolutionStep[] {
  const { path } = failure.facts;
  return Array.isArray(path) ? (path as ResolutionStep[]) : [];
}
