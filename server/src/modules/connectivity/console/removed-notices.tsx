// What was removed since the console was opened, with the way back.
import type { JingweiFailure } from '@jingwei/sdk';
import {
  ActionIcon,
  asFailure,
  Button,
  encodePath,
  FailurePanel,
  go,
  Icon,
  Notice,
  useClient,
  useState,
  useText,
} from '@jingwei/console/kit';
import { forgetRemoved, useRemoved, type Removed } from './removed.ts';

const text = {
  removed: { en: 'The source {name} was removed', zh: '数据源 {name} 已删除' },
  undo: { en: 'Take it back', zh: '撤销' },
  close: { en: 'Hide this', zh: '关闭提示' },
};

export function RemovedNotices({ onBack }: { readonly onBack: () => void }) {
  const removed = useRemoved();
  return removed.map((one) => (
    <RemovedNotice key={one.settings.name} removed={one} onBack={onBack} />
  ));
}

function RemovedNotice({ removed, onBack }: { removed: Removed; onBack: () => void }) {
  const t = useText();
  const client = useClient();
  const [failure, setFailure] = useState<JingweiFailure>();
  const { settings, enterprise } = removed;
  const { name, protocol } = settings;
  const undo = async (): Promise<void> => {
    try {
      await client.putSource(settings, enterprise === undefined ? {} : { enterprise });
      forgetRemoved(name);
      onBack();
    } catch (error) {
      const told = asFailure(error);
      // The passwords are gone with the source: they are asked for again in the form.
      if (told.code === 'connectivity.secret-again') {
        go(`/connections/new/${encodePath(protocol)}?${new URLSearchParams({ again: name })}`);
      } else setFailure(told);
    }
  };
  if (failure) return <FailurePanel failure={failure} onRetry={() => void undo()} />;
  return (
    <Notice
      icon="trash"
      title={t(text.removed, { name })}
      actions={
        <>
          <Button size="xs" variant="default" onClick={() => void undo()}>
            {t(text.undo)}
          </Button>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t(text.close)}
            onClick={() => forgetRemoved(name)}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        </>
      }
    />
  );
}
