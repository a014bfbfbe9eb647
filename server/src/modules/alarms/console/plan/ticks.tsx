// Several of a few: a tick for each, under one name.
import { Tick } from '@jingwei/console/kit';
import styles from '../alarms.module.css';

type TicksProps<T extends string> = {
  readonly label: string;
  readonly choices: readonly { readonly value: T; readonly label: string }[];
  readonly chosen: readonly T[];
  readonly onChange: (chosen: readonly T[]) => void;
};

export function Ticks<T extends string>({ label, choices, chosen, onChange }: TicksProps<T>) {
  return (
    <fieldset className={styles['ticks']}>
      <legend>{label}</legend>
      {choices.map((one) => (
        <Tick
          key={one.value}
          label={one.label}
          checked={chosen.includes(one.value)}
          onChange={(is) => {
            const others = chosen.filter((value) => value !== one.value);
            onChange(is ? [...others, one.value] : others);
          }}
        />
      ))}
    </fieldset>
  );
}
