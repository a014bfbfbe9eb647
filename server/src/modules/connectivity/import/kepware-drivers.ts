// The drivers of Kepware that have a counterpart among our protocols: how their devices are reached, and how their
// addresses are written there. Facts from the manuals of the drivers.
import type { NotTakenWord } from './not-taken.ts';
import {
  refusedType,
  valueOf,
  type KepwareNode,
  type Refused,
  type TakenAddress,
} from './kepware-types.ts';
import { modbusAddress, type ModbusOptions } from './kepware-modbus.ts';
import { s7Address } from './kepware-s7.ts';

export type KepwareDevice = {
  readonly ok: true;
  readonly protocol: string;
  readonly connection: Readonly<Record<string, unknown>>;
  readonly notes: readonly { readonly word: NotTakenWord; readonly what: string }[];
  /** `code`: the data type by its number, -1 for the driver's own choice. */
  address(address: string, code: number): TakenAddress | Refused;
};

export function deviceOf(channel: KepwareNode, device: KepwareNode): KepwareDevice | Refused {
  const driver = text(channel, 'servermain.MULTIPLE_TYPES_DEVICE_DRIVER');
  const id = text(device, 'servermain.DEVICE_ID_STRING');
  switch (driver) {
    case 'Modbus TCP/IP Ethernet':
      return modbusDevice(device, id);
    case 'Siemens TCP/IP Ethernet':
      return s7Device(device, id);
    case 'Allen-Bradley ControlLogix Ethernet':
      return logixDevice(device, id);
    case 'OPC UA Client':
      return opcUaDevice(channel);
    default:
      return { ok: false, word: 'driver', what: driver };
  }
}

function modbusDevice(device: KepwareNode, id: string): KepwareDevice | Refused {
  const found = /^<?([^<>\s]+?)>?\.(\d{1,3})$/.exec(id);
  const [, host = '', unit = ''] = found ?? [];
  if (!found || Number(unit) > 255) return { ok: false, word: 'device-id', what: id };
  const flag = (name: string, usual: boolean) => device[`modbus_ethernet.DEVICE_${name}`] ?? usual;
  const options: ModbusOptions = {
    zeroBased: flag('ZERO_BASED_ADDRESSING', true) === true,
    zeroBasedBits: flag('ZERO_BASED_BIT_ADDRESSING', true) === true,
    bytesAsUsual: flag('MODBUS_BYTE_ORDER', true) === true,
    lowWordFirst: flag('FIRST_WORD_LOW', true) === true,
    lowDoubleFirst: flag('FIRST_DWORD_LOW', true) === true,
  };
  const connection = {
    host,
    port: port(device, 'modbus_ethernet.DEVICE_ETHERNET_PORT_NUMBER', 502),
    unit: Number(unit),
  };
  return {
    ok: true,
    protocol: 'modbus-tcp',
    connection,
    notes: [],
    address: (address, code) => modbusAddress(address, code, options),
  };
}

function s7Device(device: KepwareNode, id: string): KepwareDevice | Refused {
  if (!/^[^<>\s]+$/.test(id)) return { ok: false, word: 'device-id', what: id };
  const whole = (name: string, usual: number) =>
    Number(device[`siemens_tcpip_ethernet.DEVICE_S7_COMMUNICATIONS_${name}`] ?? usual);
  const connection = {
    host: id,
    port: port(device, 'siemens_tcpip_ethernet.DEVICE_COMMUNICATIONS_PORT_NUMBER', 102),
    rack: whole('CPU_RACK', 0),
    slot: whole('CPU_SLOT', 2),
  };
  return { ok: true, protocol: 's7', connection, notes: [], address: s7Address };
}

/** `<host>,1,<slot>`: port 1 is the backplane; longer routes go on in pairs. */
function logixDevice(device: KepwareNode, id: string): KepwareDevice | Refused {
  const found = /^<?([^<>,\s]+)>?((?:,\d{1,3},\d{1,3})*)$/.exec(id);
  const [, host = '', route = ''] = found ?? [];
  if (!found) return { ok: false, word: 'device-id', what: id };
  const hops = route.split(',').filter(Boolean);
  const pairs = Array.from(
    { length: hops.length / 2 },
    (_, at) => `${hops[at * 2]}/${hops[at * 2 + 1]}`,
  );
  const connection = {
    host,
    port: port(device, 'controllogix_ethernet.DEVICE_PORT_NUMBER', 44_818),
    route: pairs.join(','),
  };
  return { ok: true, protocol: 'ethernet-ip', connection, notes: [], address: plainAddress };
}

function opcUaDevice(channel: KepwareNode): KepwareDevice | Refused {
  const endpoint = text(channel, 'opcuaclient.CHANNEL_UA_SERVER_ENDPOINT_URL');
  const found = /^opc\.tcp:\/\/(?:\[([^\]]+)\]|([^/:\s]+))(?::(\d{1,5}))?(\/\S*)?$/i.exec(endpoint);
  const [, six, name, at, path] = found ?? [];
  const host = six ?? name;
  if (host === undefined) return { ok: false, word: 'endpoint', what: endpoint };
  const user = text(channel, 'opcuaclient.CHANNEL_AUTHENTICATION_USERNAME');
  const isOpen = channel['opcuaclient.CHANNEL_UA_SERVER_SECURITY_POLICY'] === 0;
  const connection = {
    host,
    port: Number(at ?? 4_840),
    ...(path === undefined || path === '/' ? {} : { path }),
    ...(isOpen ? { securityMode: 'none' } : {}),
    ...(user === '' ? {} : { user }),
  };
  const notes = user === '' ? [] : [{ word: 'secret', what: user } as const];
  return { ok: true, protocol: 'opc-ua', connection, notes, address: plainAddress };
}

/** Both write addresses alike. */
function plainAddress(address: string, code: number): TakenAddress | Refused {
  const refused = refusedType(address, code);
  if (refused) return refused;
  if (address === '' || address.length > 2_000)
    return { ok: false, word: 'address', what: address };
  return { ok: true, address, value: valueOf(code) };
}

function text(node: KepwareNode, property: string): string {
  const value = node[property];
  return typeof value === 'string' ? value.trim() : '';
}

function port(device: KepwareNode, property: string, usual: number): number {
  const value = Number(device[property] ?? usual);
  return Number.isInteger(value) && value >= 1 && value <= 65_535 ? value : usual;
}
