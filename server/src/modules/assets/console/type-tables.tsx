// The attributes and signals that a version of a type asks for.
import { EditTable, layout, useText } from '@jingwei/console/kit';
import { valueKinds, type TypeDraft } from './type-draft.ts';

const text = {
  attributes: { en: 'Attributes', zh: '属性' },
  attribute: { en: 'attribute', zh: '属性' },
  name: { en: 'Name', zh: '名称' },
  value: { en: 'Value', zh: '取值' },
  unit: { en: 'Unit (UCUM)', zh: '单位（UCUM）' },
  choices: { en: 'Choices, with commas', zh: '可选值（逗号分隔）' },
  required: { en: 'Required', zh: '必填' },
  addAttribute: { en: 'Add an attribute', zh: '添加属性' },
  noAttribute: { en: 'No attribute is asked for.', zh: '未要求属性。' },
  signals: { en: 'Signals', zh: '测点' },
  signal: { en: 'signal', zh: '测点' },
  id: { en: 'Id or type', zh: '编号或类型' },
  addSignal: { en: 'Add a signal', zh: '添加测点' },
  noSignal: { en: 'No signal is asked for.', zh: '未要求测点。' },
};
const valueWords = {
  number: { en: 'number', zh: '数值' },
  text: { en: 'text', zh: '文本' },
  boolean: { en: 'yes or no', zh: '是/否' },
  choice: { en: 'one of several', zh: '多选一' },
};

type Props = { readonly draft: TypeDraft; readonly onDraft: (draft: TypeDraft) => void };

export function TypeTables({ draft, onDraft }: Props) {
  const t = useText();
  return (
    <>
      <h3 className={layout['part']}>{t(text.attributes)}</h3>
      <EditTable
        name={text.attribute}
        columns={[
          { name: 'name', label: text.name },
          {
            ...{ name: 'value', label: text.value },
            choices: valueKinds.map((value) => ({ value, label: t(valueWords[value]) })),
          },
          { name: 'unit', label: text.unit },
          { name: 'choices', label: text.choices, wide: true },
          { name: 'required', label: text.required, choices: 'tick' },
        ]}
        rows={draft.attributes}
        fresh={{ name: '', value: 'number', unit: '', choices: '', required: '' }}
        add={text.addAttribute}
        none={text.noAttribute}
        onRows={(attributes) => onDraft({ ...draft, attributes })}
      />
      <h3 className={layout['part']}>{t(text.signals)}</h3>
      <EditTable
        name={text.signal}
        columns={[
          { name: 'id', label: text.id },
          { name: 'unit', label: text.unit },
        ]}
        rows={draft.signals}
        fresh={{ id: '', unit: '' }}
        add={text.addSignal}
        none={text.noSignal}
        onRows={(signals) => onDraft({ ...draft, signals })}
      />
    </>
  );
}
