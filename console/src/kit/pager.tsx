// The two buttons below a list that comes page by page: its first page, and the next one.
import { Button } from '@mantine/core';
import type { Bilingual } from './bilingual.ts';
import { useText } from './language.tsx';

type PagerProps = {
  /** Where the page that is shown begins; undefined on the first. */
  readonly after: string | undefined;
  readonly next: string | undefined;
  readonly onPage: (after: string | undefined) => void;
  readonly words?: { readonly first: Bilingual; readonly next: Bilingual };
};

const usual = {
  first: { en: 'First page', zh: '第一页' },
  next: { en: 'Next page', zh: '下一页' },
};

export function Pager({ after, next, onPage, words = usual }: PagerProps) {
  const t = useText();
  return (
    <>
      {after !== undefined && (
        <Button size="xs" variant="default" onClick={() => onPage(undefined)}>
          {t(words.first)}
        </Button>
      )}
      {next !== undefined && (
        <Button size="xs" variant="default" onClick={() => onPage(next)}>
          {t(words.next)}
        </Button>
      )}
    </>
  );
}
