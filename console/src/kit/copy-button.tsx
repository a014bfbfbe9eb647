// Copies a text and says so, for the eye and for screen readers.
import { useEffect, useState } from 'react';
import { ActionIcon } from '@mantine/core';
import type { Bilingual } from './bilingual.ts';
import { after } from './clock.ts';
import { Icon } from './icons.tsx';
import { useText } from './language.tsx';

const copied = { en: 'Copied', zh: '已复制' };
const shownMs = 1_600;

export function CopyButton({ text, label }: { text: string; label: Bilingual }) {
  const t = useText();
  const [done, setDone] = useState(false);
  useEffect(() => (done ? after(shownMs, () => setDone(false)) : undefined), [done]);
  const copy = () => void writeClipboard(text).then(setDone);
  const name = t(done ? copied : label);
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      onClick={copy}
      aria-label={name}
      title={name}
    >
      <Icon name={done ? 'check' : 'copy'} size={14} />
    </ActionIcon>
  );
}

/** The clipboard of the platform exists on https and localhost only; plants often have neither. */
async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.style.cssText = 'position:fixed;opacity:0';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
