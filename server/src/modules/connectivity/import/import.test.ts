// Tag lists of other programs: what they become, what is left out and why.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SourceSettings, SourceStatus } from '../api.ts';
import { checkedSettings, protocolNamed } from '../settings-check.ts';
import { importSources, type ImportTarget } from './import-sources.ts';
import { readKepwareProject } from './kepware.ts';
import { modbusAddress, type ModbusOptions } from './kepware-modbus.ts';
import { s7Address } from './kepware-s7.ts';
import { readTagList } from './tag-list.ts';

const tag = (name: string, address: string, type: number, more: object = {}) => ({
  'common.ALLTYPES_NAME': name,
  'servermain.TAG_ADDRESS': address,
  'servermain.TAG_DATA_TYPE': type,
  'servermain.TAG_READ_WRITE_ACCESS': 0,
  'servermain.TAG_SCAN_RATE_MILLISECONDS': 100,
  'servermain.TAG_SCALING_TYPE': 0,
  ...more,
});
const device = (name: string, id: string, more: object) => ({
  'common.ALLTYPES_NAME': name,
  'servermain.DEVICE_ID_STRING': id,
  ...more,
});
const channel = (name: string, driver: string, ...devices: object[]) => ({
  'common.ALLTYPES_NAME': name,
  'servermain.MULTIPLE_TYPES_DEVICE_DRIVER': driver,
  devices,
});
const linear = {
  'servermain.TAG_SCALING_TYPE': 1,
  'servermain.TAG_SCALING_RAW_LOW': 0,
  'servermain.TAG_SCALING_RAW_HIGH': 1_000,
  'servermain.TAG_SCALING_SCALED_LOW': -50,
  'servermain.TAG_SCALING_SCALED_HIGH': 150,
  'servermain.TAG_SCALING_UNITS': 'Cel',
};

const project = {
  project: {
    channels: [
      channel(
        'Press Line',
        'Modbus TCP/IP Ethernet',
        device('Press 1', '<10.0.0.5>.3', {
          'modbus_ethernet.DEVICE_ETHERNET_PORT_NUMBER': 1502,
          tags: [
            tag('Temp', '40001', 4, linear),
            tag('Run', '00011', 1, { 'servermain.TAG_READ_WRITE_ACCESS': 1 }),
            tag('Alarm', '40010.5', 1),
            tag('Name', '400100.20H', 0),
            tag('Curve', '40200[10]', 28),
            tag('Root', '40300', 8, { 'servermain.TAG_SCALING_TYPE': 2 }),
          ],
          tag_groups: [
            {
              'common.ALLTYPES_NAME': 'Öl',
              tags: [tag('Temp', '40003', 8)],
              tag_groups: [{ 'common.ALLTYPES_NAME': 'b', tags: [tag('Temp', '40005', 9)] }],
            },
          ],
        }),
      ),
      channel(
        'S7',
        'Siemens TCP/IP Ethernet',
        device('CPU', '10.0.0.6', {
          'siemens_tcpip_ethernet.DEVICE_S7_COMMUNICATIONS_CPU_SLOT': 1,
          tags: [tag('T', 'DB1,REAL4', 8), tag('B', 'DB2.DBX0.3', 1), tag('odd', 'T5', 7)],
        }),
      ),
      channel(
        'AB',
        'Allen-Bradley ControlLogix Ethernet',
        device('PLC', '10.0.0.7,1,2', { tags: [tag('Level', 'Program:Main.Tank[3].Level', 8)] }),
      ),
      {
        ...channel(
          'UA',
          'OPC UA Client',
          device('Srv', '', { tags: [tag('S', 'ns=2;s=Press.Speed', 8)] }),
        ),
        'opcuaclient.CHANNEL_UA_SERVER_ENDPOINT_URL': 'opc.tcp://server:4841/milo',
        'opcuaclient.CHANNEL_AUTHENTICATION_USERNAME': 'me',
      },
      channel('Odd', 'Omron FINS Ethernet', device('X', '1', { tags: [tag('a', 'D1', 4)] })),
      channel('Empty', 'Modbus TCP/IP Ethernet', device('None', '10.0.0.8.1', { tags: [] })),
    ],
  },
};

test('a Kepware project becomes sources that our protocols take as they are', () => {
  const read = readKepwareProject(`\ufeff${JSON.stringify(project)}`);
  assert.ok(read);
  assert.deepEqual(
    read.sources.map(({ name, protocol, connection }) => [name, protocol, connection]),
    [
      ['Press_Line.Press_1', 'modbus-tcp', { host: '10.0.0.5', port: 1_502, unit: 3 }],
      ['S7.CPU', 's7', { host: '10.0.0.6', port: 102, rack: 0, slot: 1 }],
      ['AB.PLC', 'ethernet-ip', { host: '10.0.0.7', port: 44_818, route: '1/2' }],
      ['UA.Srv', 'opc-ua', { host: 'server', port: 4_841, path: '/milo', user: 'me' }],
    ],
  );
  assert.deepEqual(
    read.sources[0]?.signals?.map(({ id, address, value }) => [id, address, value]),
    [
      ['Temp', 'holding 0 int16 cdab', 'number'],
      ['Run', 'coil 10', 'boolean'],
      ['Alarm', 'holding 9 bit 5', 'boolean'],
      ['Name', 'holding 99 string 20 abcd', 'text'],
      ['Root', 'holding 299 float32 cdab', 'number'],
      ['Ol.Temp', 'holding 2 float32 cdab', 'number'],
      ['Ol.b.Temp', 'holding 4 float64 cdab', 'number'],
    ],
  );
  const [temp, run] = read.sources[0]?.signals ?? [];
  assert.deepEqual(
    [temp?.scale, temp?.unit, temp?.intervalMs, run?.writable],
    [{ factor: 0.2, offset: -50 }, 'Cel', 100, true],
  );
  assert.deepEqual(
    read.notTaken.map(({ place, why }) => `${place}: ${why.en.slice(0, 34)}`),
    [
      'Press Line.Press 1.Curve: Arrays are read one element a sign',
      'Press Line.Press 1.Root: The scaling Square Root is not lin',
      'S7.CPU.odd: The address T5 has no counterpart ',
      'UA.Srv: Passwords are not in the export. E',
      'Odd.X: The driver Omron FINS Ethernet has',
      'Empty.None: It has no tags, so it is not added',
    ],
  );
  for (const { why } of read.notTaken) assert.notEqual(why.zh, why.en);
  for (const settings of read.sources)
    protocolNamed(settings.protocol).describe('88.118.8', checkedSettings(settings));
});

test('Modbus numbers, orders and bits follow the settings of the device', () => {
  const usual: ModbusOptions = {
    zeroBased: true,
    zeroBasedBits: true,
    bytesAsUsual: true,
    lowWordFirst: true,
    lowDoubleFirst: true,
  };
  const at = (text: string, code: number, more: Partial<ModbusOptions> = {}) => {
    const found = modbusAddress(text, code, { ...usual, ...more });
    return found.ok ? found.address : found.word;
  };
  assert.equal(at('40001', 5, { zeroBased: false }), 'holding 1 uint16 cdab');
  assert.equal(at('465536', 5), 'holding 65535 uint16 cdab');
  assert.equal(at('30001', 8, { lowWordFirst: false }), 'input 0 float32 abcd');
  assert.equal(
    at('30001', 8, { lowWordFirst: false, bytesAsUsual: false }),
    'input 0 float32 badc',
  );
  assert.equal(at('40001', 14, { lowDoubleFirst: false }), 'word-order');
  assert.equal(at('40001.16', 1, { zeroBasedBits: false }), 'holding 0 bit 15');
  assert.equal(at('40001.16', 1), 'address');
  for (const wrong of ['', '50001', '40000', '4:1', 'HR1', '400001.5.6'])
    assert.equal(at(wrong, 5), 'address', wrong);
  assert.equal(at('00001', 5), 'data-type');
  assert.equal(at('40001', 25), 'array');
});

test('S7 addresses take their meaning from the data type', () => {
  const at = (text: string, code: number) => {
    const found = s7Address(text, code);
    return found.ok ? found.address : found.word;
  };
  const good: [string, number, string][] = [
    ['DB1.DBD4', 8, 'DB1.DBD4:real'],
    ['DB1,INT2', 4, 'DB1.INT2'],
    ['DB1,STRING10.20', 0, 'DB1.STRING10[20]'],
    ['MW4', 4, 'MW4:int'],
    ['M10.0', 1, 'M10.0'],
    ['EB3', 3, 'IB3:byte'],
    ['DB5,X1.7', -1, 'DB5.DBX1.7'],
    ['DB1,LREAL8', 9, 'DB1.LREAL8'],
  ];
  for (const [text, code, address] of good) {
    assert.equal(at(text, code), address);
    checkedSettings({
      name: 'x',
      protocol: 's7',
      connection: { host: 'h' },
      signals: [{ id: 'a', address }],
    });
    protocolNamed('s7').describe('88.118.8', {
      name: 'x',
      protocol: 's7',
      connection: { host: 'h' },
      signals: [{ id: 'a', address }],
    });
  }
  assert.equal(at('DB1,INT2', 8), 'data-type');
  assert.equal(at('DB1,REAL4.10', 8), 'array');
  assert.equal(at('C5', 5), 'address');
});

test('tag lists are read with our columns and those of others', () => {
  const own = readTagList(
    'id;address;unit;factor;deadBand;interval;writable;value\ntemp;holding 1;Cel;0,1;0.5;500;yes;number\nnote;holding 5 string 4;;;;;;text\n',
  );
  assert.deepEqual(own?.signals, [
    {
      id: 'temp',
      address: 'holding 1',
      value: 'number',
      unit: 'Cel',
      scale: { factor: 0.1 },
      deadBand: { absolute: 0.5 },
      intervalMs: 500,
      writable: true,
    },
    { id: 'note', address: 'holding 5 string 4', value: 'text' },
  ]);
  const kepware = readTagList(
    '"Tag Name","Address","Data Type","Respect Data Type","Client Access","Scan Rate","Description"\n"Line 1.Run","40001.0","Boolean",1,"R/W",100,"runs"\n',
  );
  assert.deepEqual(kepware?.signals, [
    {
      id: 'Line_1.Run',
      address: '40001.0',
      value: 'boolean',
      name: 'runs',
      intervalMs: 100,
      writable: true,
    },
  ]);
  const tia = readTagList('Name,Data Type,Logical Address,Comment\n温度 Temp,Real,%MD4,"a, b"\n');
  assert.deepEqual(
    tia?.signals.map(({ id, name }) => [id, name]),
    [['Temp', '温度 Temp']],
  );
  const bad = readTagList('id,address,interval\na,1,5\n,2,\nb,,\nc,3,\nC,4,\nd"x,1,\n');
  assert.deepEqual(
    bad?.notTaken.map(({ place }) => place),
    ['line 2', 'line 3', 'line 4', 'line 6', 'line 7'],
  );
  for (const text of ['', 'a,b\n1,2', 'id,other\n', '\u0000'])
    assert.equal(readTagList(text), undefined);
});

test('no text makes an import throw', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      (text) => void [readTagList(`id,address\n${text}`), readKepwareProject(text)],
    ),
  );
  const nodes = fc.json({ maxDepth: 5 });
  fc.assert(
    fc.property(
      nodes,
      (json) =>
        void readKepwareProject(
          `{"project":{"channels":[{"servermain.MULTIPLE_TYPES_DEVICE_DRIVER":"Siemens TCP/IP Ethernet","devices":[{"servermain.DEVICE_ID_STRING":"h","tags":[${json}],"tag_groups":${json}}, ${json}]}, ${json}]}}`,
        ),
    ),
  );
});

function memoryTarget(): ImportTarget & {
  sources: Map<string, SourceSettings>;
  ensured: string[];
} {
  const sources = new Map<string, SourceSettings>();
  const ensured: string[] = [];
  return {
    sources,
    ensured,
    read: async (_, name) => sources.get(name),
    completed: (_, given) => given,
    ensure: async (_, settings) => {
      ensured.push(settings.name);
      sources.set(settings.name, settings);
      return {} as SourceStatus;
    },
  };
}

test('a dry run changes nothing and tells what would; the same again changes nothing', async () => {
  const target = memoryTarget();
  const text = JSON.stringify(project);
  const request = { format: 'kepware-json', text } as const;
  const dry = await importSources(target, '88.118.8', { ...request, dryRun: true });
  assert.deepEqual(
    [dry.applied, dry.sources.map(({ change }) => change), target.ensured],
    [false, ['added', 'added', 'added', 'added'], []],
  );
  await importSources(target, '88.118.8', { ...request, dryRun: false });
  assert.equal(target.ensured.length, 4);
  const again = await importSources(target, '88.118.8', { ...request, dryRun: false });
  assert.deepEqual(
    again.sources.map(({ change }) => change),
    ['same', 'same', 'same', 'same'],
  );
  assert.equal(target.ensured.length, 4);
});

test('a list replaces the signals of a source and keeps its connection', async () => {
  const target = memoryTarget();
  const connection = { host: '10.0.0.1', timeoutMs: 500 };
  const signals = [
    { id: 'a', address: 'holding 1' },
    { id: 'b', address: 'holding 2' },
  ];
  target.sources.set('m', { name: 'm', protocol: 'modbus-tcp', connection, signals });
  const text = 'id,address\na,holding 1 float32\nc,holding 9\n';
  const reply = await importSources(target, '88.118.8', {
    format: 'csv',
    text,
    source: { name: 'm' },
    dryRun: false,
  });
  assert.deepEqual(reply.sources[0]?.signals, { added: 1, changed: 1, same: 0, removed: 1 });
  assert.deepEqual(
    reply.sources[0]?.changes.map(({ id, change }) => `${id} ${change}`),
    ['a changed', 'c added', 'b removed'],
  );
  assert.deepEqual(target.sources.get('m')?.connection, connection);
  const mixed = await importSources(target, '88.118.8', {
    format: 'csv',
    text: 'id,address\na,holding 1\nx,nowhere\nc,holding 9\n',
    source: { name: 'm' },
    dryRun: true,
  });
  assert.deepEqual(mixed.sources[0]?.signals, { added: 0, changed: 1, same: 1, removed: 0 });
  assert.deepEqual(
    mixed.notTaken.map(({ place, why }) => [place, /nowhere/.test(why.zh)]),
    [['line 3', true]],
  );
  const bad = await importSources(target, '88.118.8', {
    format: 'csv',
    text: 'id,address\nx,nowhere\n',
    source: { name: 'm' },
    dryRun: false,
  });
  assert.equal(bad.sources.length, 0);
  assert.match(bad.notTaken[0]?.why.en ?? '', /nowhere/);
  await assert.rejects(
    importSources(target, '88.118.8', { format: 'csv', text, dryRun: true }),
    /signals of one source/,
  );
  await assert.rejects(
    importSources(target, '88.118.8', { format: 'kepware-json', text: '{}', dryRun: true }),
    /no Kepware project/,
  );
});
