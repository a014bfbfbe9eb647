// A number as a person types it; what is none is told as such at once. Durations are typed in seconds.
import { TextInput, useState, useText } from '@jingwei/console/kit';

const wrong = { en: 'This is not a number.', zh: '请填写数值。' };

type NumberFieldProps = {
  readonly label: string;
  /** NaN is shown as nothing. */
  readonly value: number | undefined;
  /** Undefined for nothing, NaN for what is no number. */
  readonly onChange: (value: number | undefined) => void;
};

export function NumberField({ label, value, onChange }: NumberFieldProps) {
  const t = useText();
  const [written, setWritten] = useState(Number.isFinite(value) ? String(value) : '');
  return (
    <TextInput
      size="xs"
      label={label}
      inputMode="decimal"
      value={written}
      error={written.trim() !== '' && !Number.isFinite(Number(written)) && t(wrong)}
      onChange={(event) => {
        const told = event.currentTarget.value;
        setWritten(told);
        const number = Number(told);
        onChange(told.trim() === '' ? undefined : Number.isFinite(number) ? number : Number.NaN);
      }}
    />
  );
}

/** Of milliseconds; nothing is as wrong as words. */
export function SecondsField({
  value,
  onChange,
  label,
}: Omit<NumberFieldProps, 'onChange'> & { readonly onChange: (ms: number) => void }) {
  return (
    <NumberField
      label={label}
      value={value === undefined ? undefined : value / 1_000}
      onChange={(seconds) => onChange(Math.round((seconds ?? Number.NaN) * 1_000))}
    />
  );
}
