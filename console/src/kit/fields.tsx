// Inputs that Mantine offers only with more weight than these pages need: a choice, long text, a tick, and
// file text, all of them the browser's own.
import { useId, useRef } from 'react';
import type { ChangeEvent, ReactNode } from 'react';
import { Button, InputBase } from '@mantine/core';
import styles from './fields.module.css';
import { Icon } from './icons.tsx';

type Worded = {
  readonly label: string;
  readonly description?: ReactNode;
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly placeholder?: string;
};

/** `value` may be none of `choices`: then nothing is chosen. */
export type ChoiceProps = Worded & {
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
};

export function ChoiceInput({ value, choices, onChange, ...words }: ChoiceProps) {
  return (
    <InputBase
      size="xs"
      {...words}
      error={words.error ?? false}
      component="select"
      rightSection={<Icon name="down" size={12} />}
      rightSectionPointerEvents="none"
      value={value}
      onChange={(event: ChangeEvent<HTMLSelectElement>) => onChange(event.currentTarget.value)}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
    >
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </InputBase>
  );
}

export type LongTextProps = Worded & {
  readonly value: string;
  readonly rows?: number;
  readonly onChange: (value: string) => void;
};

export function LongText({ value, rows = 4, onChange, ...words }: LongTextProps) {
  return (
    <InputBase
      size="xs"
      {...words}
      error={words.error ?? false}
      component="textarea"
      rows={rows}
      value={value}
      spellCheck={false}
      classNames={{ input: styles['long'] ?? '' }}
      onChange={(event: ChangeEvent<HTMLTextAreaElement>) => onChange(event.currentTarget.value)}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      multiline
    />
  );
}

type TickProps = Pick<Worded, 'label' | 'disabled'> & {
  readonly description?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
};

export function Tick({ label, description, checked, onChange, disabled = false }: TickProps) {
  const id = useId();
  return (
    <div className={styles['tick']}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label htmlFor={id}>{label}</label>
      {description !== undefined && <p>{description}</p>}
    </div>
  );
}

type FileButtonProps = {
  readonly label: string;
  readonly accept?: string;
  readonly onText: (text: string, name: string) => void;
};

/** Reads a text file that a person chooses. */
export function FileButton({ label, accept, onText }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        {...(accept === undefined ? {} : { accept })}
        onChange={(event) => {
          const { currentTarget } = event;
          const [file] = currentTarget.files ?? [];
          if (!file) return;
          void file.text().then((text) => {
            onText(text, file.name);
            currentTarget.value = '';
          });
        }}
      />
      <Button size="xs" variant="default" onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}

type FileChoiceProps = {
  readonly label: string;
  readonly accept?: string;
  readonly onFile: (file: File) => void;
};

/** Hands on a file of any kind that a person chooses. */
export function FileChoice({ label, accept, onFile }: FileChoiceProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        {...(accept === undefined ? {} : { accept })}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) onFile(file);
          currentTarget.value = '';
        }}
      />
      <Button size="xs" variant="default" onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}
