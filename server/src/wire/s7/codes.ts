// Codes with which a controller refuses: of one item, and of a whole message.

export const itemCodes = {
  ok: 0xff,
  hardware: 1,
  denied: 3,
  outOfRange: 5,
  typeUnsupported: 6,
  typeInconsistent: 7,
  missing: 10,
} as const;

/** Error class and code. */
export const errorCodes = {
  /** What a controller answers whose PUT/GET access is switched off. */
  functionNotAvailable: 0x8104,
  pduTooLarge: 0x8500,
  protected: 0xd602,
  protectedToo: 0xd241,
} as const;
