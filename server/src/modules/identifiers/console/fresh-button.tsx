// Asks the nodes themselves once more, past every cache.
import { Button, Icon, useText } from '@jingwei/console/kit';

const fresh = { en: 'Ask again without cache', zh: '跳过缓存重新解析' };

export function FreshButton({ onClick }: { onClick: () => void }) {
  const t = useText();
  return (
    <Button
      variant="default"
      size="xs"
      onClick={onClick}
      leftSection={<Icon name="refresh" size={14} />}
    >
      {t(fresh)}
    </Button>
  );
}
