// Template handles at an authority, in memory and over the wire.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { silentLog } from '../../../kernel/log/log.ts';
import { folderOf } from '../../../testing/start-modules.ts';
import {
  bytesOfText,
  canonicalKey,
  encodeValueBlock,
  prefixHandle,
  textOf,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import { enterpriseAuthorityPort, registryPort, resolverPort } from '../api.ts';
import { Authority } from '../authority/authority.ts';
import { publicValue } from '../authority/new-values.ts';
import { askedFor } from '../model/question.ts';
import type { RecordStore } from '../records/record-store.ts';
import { filteredRecord } from '../model/filtered-record.ts';
import { startNodes } from '../testing/four-nodes.ts';
import { memoryNode } from '../testing/memory-node.ts';
import { PrefixTemplate } from './prefix-template.ts';

const text = (index: number, type: string, data: string): HandleValue =>
  publicValue({ index, type, data: bytesOfText(data), nowMs: 0 });

const part = (delimiter = '@') =>
  `<namespace><template delimiter="${delimiter}"><foreach><if value="type" expression="URL"><value data="\${data}#\${extension}"/></if></foreach></template></namespace>`;

const lens = { '88.118.8/L-1': [text(1, 'URL', 'https://example.com/l'), text(2, 'NAME', 'lens')] };

async function started(
  t: Parameters<typeof memoryNode>[0],
  records: Record<string, HandleValue[]> = lens,
) {
  const { store: inner } = await memoryNode(t, { prefix: '88.118.8', records });
  const reads: string[] = [];
  const counted = counting(inner, (key) => reads.push(key));
  const options = { store: counted, prefix: '88.118.8', fallback: undefined, log: silentLog };
  const template = await PrefixTemplate.read(options);
  const authority = new Authority('88.118.8', counted, { template });
  const put = (handle: string, ...values: HandleValue[]) => {
    const key = canonicalKey(handle);
    const record = values.length === 0 ? null : { handle, block: encodeValueBlock(values) };
    return inner.write([{ key, record }]);
  };
  const ask = async (handle: string) => {
    const asked = askedFor(handle);
    assert.ok(asked.ok);
    reads.length = 0;
    const finding = await authority.find(asked.question, { doNotRefer: false });
    return {
      finding,
      url: filteredRecord(finding, { types: ['URL'] }, 0).values[0]?.data.value,
      reads: [...reads],
    };
  };
  return { put, ask };
}

function counting(store: RecordStore, read: (key: string) => void): RecordStore {
  return new Proxy(store, {
    get(target, name: keyof RecordStore) {
      if (name === 'get') return (key: string) => (read(key), target.get(key));
      return target[name].bind(target);
    },
  });
}

test('a template counts from the moment its record is written until it is taken away', async (t) => {
  const { put, ask } = await started(t);
  const before = await ask('88.118.8/L-1@Edge');
  assert.deepEqual([before.finding.code, before.reads], [100, ['88.118.8/L-1@EDGE']]);
  await put(prefixHandle('88.118.8'), text(5, 'HS_NAMESPACE', part()));
  const made = await ask('88.118.8/l-1@Edge');
  assert.equal(made.url, 'https://example.com/l#Edge');
  assert.deepEqual(made.reads, ['88.118.8/L-1@EDGE', '88.118.8/L-1']);
  assert.deepEqual((await ask('88.118.8/L-1')).url, 'https://example.com/l');
  assert.equal((await ask('88.118.8/none@Edge')).finding.code, 100);
  assert.equal((await ask('88.118.8/none')).reads.length, 1);
  await put('88.118.8/L-1@Edge', text(1, 'URL', 'https://example.com/own'));
  assert.equal((await ask('88.118.8/L-1@Edge')).url, 'https://example.com/own');
  await put(prefixHandle('88.118.8'), text(5, 'HS_NAMESPACE', part('::')));
  assert.equal((await ask('88.118.8/L-1@Other')).finding.code, 100);
  assert.equal((await ask('88.118.8/L-1::a::b')).url, 'https://example.com/l#a::b');
  await put(prefixHandle('88.118.8'), text(5, 'HS_NAMESPACE', '<namespace>'));
  assert.equal((await ask('88.118.8/L-1::a')).finding.code, 100);
  await put(prefixHandle('88.118.8'));
  assert.equal((await ask('88.118.8/L-1::a')).finding.code, 100);
});

test('a template may stand in another record, and is followed when that one changes', async (t) => {
  const { put, ask } = await started(t);
  const naming = (ref: string) =>
    text(1, 'HS_NAMESPACE', `<namespace><template delimiter="@" ref="${ref}"/></namespace>`);
  await put(prefixHandle('88.118.8'), naming('7:88.118.8/T'));
  assert.equal((await ask('88.118.8/L-1@a')).finding.code, 100);
  await put('88.118.8/T', text(7, 'TEXT', part()));
  assert.equal((await ask('88.118.8/L-1@a')).url, 'https://example.com/l#a');
  await put('88.118.8/T', text(7, 'TEXT', '<template ref="7:88.118.8/T"/>'));
  assert.equal((await ask('88.118.8/L-1@a')).finding.code, 100);
  const twins = '<template ref="7:88.118.8/T"/>'.repeat(100);
  await put('88.118.8/T', text(7, 'TEXT', `<namespace>${twins}</namespace>`));
  assert.equal((await ask('88.118.8/L-1@a')).finding.code, 100);
});

test('what not everybody may read of the base is copied nowhere', async (t) => {
  const secret = { ...text(3, 'SECRET', 'x'), permissions: 12 };
  const { put, ask } = await started(t, { '88.118.8/L-1': [secret] });
  const copy =
    '<n><template delimiter="@"><foreach><value/></foreach><value type="T" data="made"/></template></n>';
  await put(prefixHandle('88.118.8'), text(5, 'HS_NAMESPACE', copy));
  const { finding } = await ask('88.118.8/L-1@a');
  const block = finding.block ?? new Uint8Array(0);
  assert.doesNotMatch(textOf(block, 0, block.length), /SECRET/);
  assert.equal(filteredRecord(finding, {}, 0).values.length, 1);
});

test('a node answers template handles over the wire, by the file of its setting', async (t) => {
  const namespaceFile = join(folderOf(t), 'namespace.xml');
  writeFileSync(namespaceFile, part());
  const program = await startNodes(t, { settings: { enterpriseNode: { port: 0, namespaceFile } } });
  const values = [{ index: 1, type: 'URL', text: 'https://example.com/l' }];
  await program.port(registryPort).register([{ handle: '88.118.8/L-1', values }]);
  const found = await program.port(resolverPort).resolve('88.118.8/L-1@Edge/2');
  assert.equal(found.values[0]?.data.value, 'https://example.com/l#Edge/2');
  assert.equal(found.path.at(-1)?.node, 'enterprise 88.118.8');
  const local = await program.port(enterpriseAuthorityPort).resolve('88.118.8/L-1@x');
  assert.equal(local.values.length, 1);
  writeFileSync(namespaceFile, '<namespace><template><oops/></template></namespace>');
  await assert.rejects(
    startNodes(t, {
      roles: ['enterprise'],
      settings: { enterpriseNode: { port: 0, namespaceFile } },
    }),
    (error) => isFailure(error, 'identifiers.bad-namespace-file') && /<oops>/.test(error.message),
  );
});
