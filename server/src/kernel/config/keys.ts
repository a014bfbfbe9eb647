// The three spellings of a setting: `topNode.port` in a file, `JINGWEI_TOP_NODE_PORT` in the
// environment, `--top-node-port` on the command line. All follow from the schema.
import type { TSchema } from '../schema/schema.ts';
import type { ConfigSection } from './section.ts';

export type SettingKey = {
  readonly section: string;
  readonly path: readonly string[];
  readonly variable: string;
  readonly flag: string;
  readonly schema: SettingSchema;
};

/** The parts of a JSON Schema that settings use. */
export type SettingSchema = {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly descriptionZh?: string;
  readonly secret?: boolean;
  readonly properties?: Readonly<Record<string, SettingSchema>>;
};

export function settingKeys(sections: readonly ConfigSection[]): SettingKey[] {
  return sections.flatMap((section) => leaves(section.name, section.schema, []));
}

function leaves(section: string, schema: TSchema | SettingSchema, path: string[]): SettingKey[] {
  const properties = (schema as SettingSchema).properties ?? {};
  return Object.entries(properties).flatMap(([name, inner]) => {
    const here = [...path, name];
    if (inner.type === 'object') return leaves(section, inner, here);
    const words = [section, ...here].map(kebab);
    return [
      {
        section,
        path: here,
        variable: `JINGWEI_${words.join('_').replaceAll('-', '_').toUpperCase()}`,
        flag: `--${words.join('-')}`,
        schema: inner,
      },
    ];
  });
}

function kebab(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
