// What a Sparkplug B message carries (Sparkplug 3.0, clause 6.4: org.eclipse.tahu.protobuf.Payload), as values.
// Integers of 64 bits are numbers where a double holds them exactly, and bigints beyond.

/** Unsigned 64 bits: a number up to 2^53 - 1, a bigint beyond. */
export type Wide = number | bigint;

export type Payload = {
  /** Milliseconds since 1970 in UTC, when the message was sent. */
  timestamp?: Wide;
  metrics: readonly Metric[];
  /** 0 … 255 by the standard; any number may be told. */
  seq?: Wide;
  uuid?: string;
  body?: Uint8Array;
};

export type Metric = {
  name?: string;
  alias?: Wide;
  timestamp?: Wide;
  datatype?: number;
  isHistorical?: boolean;
  isTransient?: boolean;
  isNull?: boolean;
  metadata?: MetaData;
  properties?: PropertySet;
} & Partial<Held>;

/** The field of the message that holds a value, and what lies in it; `value` is there when `field` is. */
export type Held = { readonly field: Field; readonly value: HeldValue };

export type Field =
  | 'int'
  | 'long'
  | 'float'
  | 'double'
  | 'boolean'
  | 'string'
  | 'bytes'
  | 'dataset'
  | 'template'
  | 'propertyset'
  | 'propertysets'
  | 'extension';

export type HeldValue =
  | Wide
  | boolean
  | string
  | Uint8Array
  | DataSet
  | Template
  | PropertySet
  | readonly PropertySet[];

export type MetaData = {
  isMultiPart?: boolean;
  contentType?: string;
  size?: Wide;
  seq?: Wide;
  fileName?: string;
  fileType?: string;
  md5?: string;
  description?: string;
};

/** Keys and values belong together by position; a sender may have broken that, so lengths may differ. */
export type PropertySet = {
  readonly keys: readonly string[];
  readonly values: readonly PropertyValue[];
};
export type PropertyValue = { type?: number; isNull?: boolean } & Partial<Held>;

export type DataSet = {
  columnCount?: Wide;
  readonly columns: readonly string[];
  /** Data types of the columns. */
  readonly types: readonly number[];
  /** An element without a field is null. */
  readonly rows: readonly (readonly Partial<Held>[])[];
};

export type Template = {
  version?: string;
  readonly metrics: readonly Metric[];
  readonly parameters: readonly Parameter[];
  templateRef?: string;
  isDefinition?: boolean;
};
export type Parameter = { name?: string; type?: number } & Partial<Held>;

/** Why bytes are no payload. */
export type PayloadTrouble =
  | 'past-end' // a field reaches past the bytes there are
  | 'bad-varint' // more than ten bytes
  | 'bad-wire-type' // a group, or a kind of field that does not exist
  | 'bad-field' // field number 0
  | 'not-utf-8'
  | 'too-deep' // templates or property sets within each other
  | 'too-many'; // metrics, rows or properties

export type DecodedPayload =
  | { readonly ok: true; readonly payload: Payload }
  | { readonly ok: false; readonly trouble: PayloadTrouble; readonly at: number };
