// What the machine is and where it stands, as far as it does not say so itself.
import { ChoiceInput, Panel, TextInput, useText, type Bilingual } from '@jingwei/console/kit';
import styles from './connections.module.css';
import { levels, machineFacts, type Part } from './draft.ts';

const text = {
  title: { en: 'Machine', zh: '设备' },
  lead: {
    en: 'All of it may stay empty; the identifier is then made of the name of the source.',
    zh: '均可留空；此时以数据源名称生成标识。',
  },
  priority: { en: 'Priority when the disk is full', zh: '磁盘写满时的优先级' },
  low: { en: 'low: given up first', zh: '低：最先放弃' },
  normal: { en: 'normal', zh: '普通' },
  high: { en: 'high: given up last', zh: '高：最后放弃' },
};

const names: Readonly<Record<(typeof machineFacts)[number] | (typeof levels)[number], Bilingual>> =
  {
    id: { en: 'Id of the machine', zh: '设备编号' },
    name: { en: 'Name of the machine', zh: '设备名称' },
    type: { en: 'Type', zh: '类型' },
    manufacturer: { en: 'Manufacturer', zh: '制造商' },
    model: { en: 'Model', zh: '型号' },
    serialNumber: { en: 'Serial number', zh: '序列号' },
    site: { en: 'Site', zh: '工厂' },
    area: { en: 'Area', zh: '车间' },
    line: { en: 'Line', zh: '产线' },
    cell: { en: 'Cell', zh: '工位' },
  };

export function MachineSection({ draft, change, problems }: Part) {
  const t = useText();
  const { machine, location } = draft;
  return (
    <Panel title={t(text.title)}>
      <p className={styles['lead']}>{t(text.lead)}</p>
      <div className={styles['form']}>
        {machineFacts.map((fact) => (
          <TextInput
            key={fact}
            size="xs"
            label={t(names[fact])}
            value={machine[fact]}
            error={fact === 'id' && problems?.machineId && t(problems.machineId)}
            onChange={(event) =>
              change({ machine: { ...machine, [fact]: event.currentTarget.value } })
            }
          />
        ))}
        {levels.map((level, at) => (
          <TextInput
            key={level}
            size="xs"
            label={t(names[level])}
            value={location[at] ?? ''}
            error={at > 0 && location[at] !== '' && problems?.location && t(problems.location)}
            onChange={(event) => {
              const told = event.currentTarget.value;
              change({ location: location.map((one, i) => (i === at ? told : one)) });
            }}
          />
        ))}
        <ChoiceInput
          label={t(text.priority)}
          value={draft.priority}
          choices={(['normal', 'high', 'low'] as const).map((value) => ({
            value,
            label: t(text[value]),
          }))}
          onChange={(priority) => change({ priority })}
        />
      </div>
    </Panel>
  );
}
