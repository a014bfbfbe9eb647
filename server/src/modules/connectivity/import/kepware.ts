// A project of Kepware (KEPServerEX, Kepware Server), exported as JSON: channels hold devices, devices hold tags and
// groups of tags. Each device of a driver that we speak becomes a source. Pure; what cannot be taken is listed.
import { fill } from '../../../kernel/schema/bilingual.ts';
import type { SignalSettings, SourceSettings } from '../api.ts';
import { Ids, type ImportedTags, type NotTaken } from './import-plan.ts';
import { deviceOf, type KepwareDevice } from './kepware-drivers.ts';
import { nodeOf, nodesIn, textOf, type KepwareNode } from './kepware-types.ts';
import { notTakenWords, type NotTakenWord } from './not-taken.ts';

const notTakenMax = 10_000;
const signalsMax = 50_000;
const depthMax = 20;

/** Undefined for what is no project. */
export function readKepwareProject(text: string): ImportedTags | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
  const project = nodeOf(nodeOf(document)?.['project']) ?? nodeOf(document);
  if (!project || !Array.isArray(project['channels'])) return undefined;
  return new ProjectReader().read(project);
}

class ProjectReader {
  readonly #sources: SourceSettings[] = [];
  readonly #notTaken: NotTaken[] = [];
  readonly #names = new Ids();

  read(project: KepwareNode): ImportedTags {
    for (const channel of nodesIn(project['channels'])) {
      for (const device of nodesIn(channel['devices'])) this.#device(channel, device);
    }
    return { sources: this.#sources, notTaken: this.#notTaken };
  }

  #device(channel: KepwareNode, node: KepwareNode): void {
    const [channelName, deviceName] = [nameOf(channel), nameOf(node)];
    const place = `${channelName}.${deviceName}`;
    const device = deviceOf(channel, node);
    if (!device.ok) return this.#refuse(place, device.word, device.what);
    for (const { word, what } of device.notes) this.#refuse(place, word, what);
    const signals: SignalSettings[] = [];
    const given = { device, ids: new Ids(), signals };
    this.#tags(node, place, { ...given, groups: [] });
    if (signals.length === 0) return this.#refuse(place, 'no-tags', '');
    const name = this.#names.give(place, 64);
    const { protocol, connection } = device;
    this.#sources.push({ name, protocol, connection, machine: { name: place }, signals });
    return undefined;
  }

  #tags(
    node: KepwareNode,
    place: string,
    given: {
      device: KepwareDevice;
      ids: Ids;
      signals: SignalSettings[];
      groups: readonly string[];
    },
  ): void {
    const { device, ids, signals, groups } = given;
    for (const tag of nodesIn(node['tags'])) {
      const name = nameOf(tag);
      const at = `${place}.${name}`;
      if (signals.length >= signalsMax) return this.#refuse(place, 'too-many', String(signalsMax));
      const signal = this.#signal(tag, device, at);
      if (signal)
        signals.push({
          ...signal,
          id: ids.give([...groups, name].join('.')),
          name: [...groups, name].join('.').slice(0, 200),
        });
    }
    if (groups.length >= depthMax) return undefined;
    for (const group of nodesIn(node['tag_groups'])) {
      this.#tags(group, `${place}.${nameOf(group)}`, {
        ...given,
        groups: [...groups, nameOf(group)],
      });
    }
    return undefined;
  }

  #signal(
    tag: KepwareNode,
    device: KepwareDevice,
    place: string,
  ): Omit<SignalSettings, 'id'> | undefined {
    const address = textOf(tag, 'servermain.TAG_ADDRESS');
    const code = Number(tag['servermain.TAG_DATA_TYPE'] ?? -1);
    const found = device.address(address, code);
    if (!found.ok) {
      this.#refuse(place, found.word, found.what);
      return undefined;
    }
    const access = Number(tag['servermain.TAG_READ_WRITE_ACCESS'] ?? 0);
    const intervalMs = Number(tag['servermain.TAG_SCAN_RATE_MILLISECONDS'] ?? 0);
    const fits = Number.isInteger(intervalMs) && intervalMs >= 10 && intervalMs <= 86_400_000;
    return {
      address: found.address,
      value: found.value,
      ...this.#scaling(tag, place),
      ...(access === 1 ? { writable: true } : {}),
      ...(fits ? { intervalMs } : {}),
    };
  }

  /** Linear: raw low … high to scaled low … high, which is a factor and an offset. */
  #scaling(tag: KepwareNode, place: string): Pick<SignalSettings, 'scale' | 'unit'> {
    const type = Number(tag['servermain.TAG_SCALING_TYPE'] ?? 0);
    if (type === 0) return {};
    const number = (name: string, usual: number) =>
      Number(tag[`servermain.TAG_SCALING_${name}`] ?? usual);
    const [rawLow, rawHigh] = [number('RAW_LOW', 0), number('RAW_HIGH', 1_000)];
    const [low, high] = [number('SCALED_LOW', 0), number('SCALED_HIGH', 1_000)];
    const sign = tag['servermain.TAG_SCALING_NEGATE_VALUE'] === true ? -1 : 1;
    const factor = (sign * (high - low)) / (rawHigh - rawLow);
    const offset = sign * low - factor * rawLow;
    if (type !== 1 || !Number.isFinite(factor) || !Number.isFinite(offset) || factor === 0) {
      this.#refuse(
        place,
        'scaling',
        type === 2 ? 'Square Root' : `${rawLow}…${rawHigh} → ${low}…${high}`,
      );
      return {};
    }
    const clamped = ['CLAMP_LOW', 'CLAMP_HIGH'].some(
      (name) => tag[`servermain.TAG_SCALING_${name}`] === true,
    );
    if (clamped) this.#refuse(place, 'clamp', '');
    const unit = textOf(tag, 'servermain.TAG_SCALING_UNITS').trim().slice(0, 100);
    return { scale: { factor, offset }, ...(unit === '' ? {} : { unit }) };
  }

  #refuse(place: string, word: NotTakenWord, what: string): void {
    if (this.#notTaken.length >= notTakenMax) return;
    this.#notTaken.push({ place, why: fill(notTakenWords[word], { what }) });
  }
}

function nameOf(node: KepwareNode): string {
  return textOf(node, 'common.ALLTYPES_NAME').slice(0, 256) || '?';
}
