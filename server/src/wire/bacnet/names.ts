// Words of the standard for types of objects and properties (clause 21), as people write them in addresses.

const objectTypes = [
  'analog-input',
  'analog-output',
  'analog-value',
  'binary-input',
  'binary-output',
  'binary-value',
  'calendar',
  'command',
  'device',
  'event-enrollment',
  'file',
  'group',
  'loop',
  'multi-state-input',
  'multi-state-output',
  'notification-class',
  'program',
  'schedule',
  'averaging',
  'multi-state-value',
  'trend-log',
  'life-safety-point',
  'life-safety-zone',
  'accumulator',
  'pulse-converter',
] as const;

const laterTypes: Readonly<Record<string, number>> = {
  'structured-view': 29,
  'load-control': 28,
  'access-door': 30,
  'bitstring-value': 39,
  'characterstring-value': 40,
  'date-value': 42,
  'integer-value': 45,
  'large-analog-value': 46,
  'octetstring-value': 47,
  'positive-integer-value': 48,
  'time-value': 50,
  'lighting-output': 54,
  'binary-lighting-output': 55,
  'network-port': 56,
};

export const property = {
  description: 28,
  firmwareRevision: 44,
  maxApduLength: 62,
  modelName: 70,
  objectIdentifier: 75,
  objectList: 76,
  objectName: 77,
  presentValue: 85,
  statusFlags: 111,
  systemStatus: 112,
  units: 117,
  vendorName: 121,
} as const;

const properties: Readonly<Record<string, number>> = {
  'object-identifier': property.objectIdentifier,
  'object-list': property.objectList,
  'object-name': property.objectName,
  'vendor-name': property.vendorName,
  'max-apdu-length-accepted': property.maxApduLength,
  'present-value': property.presentValue,
  'status-flags': property.statusFlags,
  'system-status': property.systemStatus,
  description: property.description,
  units: property.units,
  'event-state': 36,
  'out-of-service': 81,
  reliability: 103,
  'relinquish-default': 104,
  'cov-increment': 22,
  'high-limit': 45,
  'low-limit': 59,
  deadband: 25,
  'max-pres-value': 65,
  'min-pres-value': 69,
  'elapsed-active-time': 33,
  'change-of-state-count': 15,
  'number-of-states': 74,
  'firmware-revision': property.firmwareRevision,
  'model-name': property.modelName,
  'local-date': 56,
  'local-time': 57,
  'priority-array': 87,
  setpoint: 108,
  'controlled-variable-value': 21,
};

const typeNumbers = new Map<string, number>([
  ...objectTypes.map((name, number): [string, number] => [name, number]),
  ...Object.entries(laterTypes),
]);
const typeNames = new Map([...typeNumbers].map(([name, number]) => [number, name]));
const propertyNumbers = new Map(Object.entries(properties));
const propertyNames = new Map(Object.entries(properties).map(([name, number]) => [number, name]));

/** Also a number, for what we have no word for. */
export function objectTypeNamed(text: string): number | undefined {
  return typeNumbers.get(plain(text)) ?? numberIn(text, 1_023);
}

export function objectTypeName(type: number): string {
  return typeNames.get(type) ?? String(type);
}

export function propertyNamed(text: string): number | undefined {
  return propertyNumbers.get(plain(text)) ?? numberIn(text, 0x3f_ff_ff);
}

export function propertyName(number: number): string {
  return propertyNames.get(number) ?? String(number);
}

/** `analogInput` and `Analog-Input` are `analog-input`. */
function plain(text: string): string {
  return text.replaceAll(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}

function numberIn(text: string, maximum: number): number | undefined {
  const number = /^\d{1,7}$/.test(text) ? Number(text) : Infinity;
  return number <= maximum ? number : undefined;
}
