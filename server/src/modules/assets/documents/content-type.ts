// What a file is, found from its bytes and not from what its sender calls it. What a browser would run as
// part of a page (HTML, SVG, scripts) is not known here, and so is not kept.

export type Content = { readonly contentType: string; readonly isPhoto: boolean };

const startsWith: readonly (readonly [readonly number[], Content])[] = [
  [[0x25, 0x50, 0x44, 0x46, 0x2d], { contentType: 'application/pdf', isPhoto: false }],
  [[0xff, 0xd8, 0xff], { contentType: 'image/jpeg', isPhoto: true }],
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], { contentType: 'image/png', isPhoto: true }],
  [[0x47, 0x49, 0x46, 0x38], { contentType: 'image/gif', isPhoto: true }],
  [[0x41, 0x43, 0x31, 0x30], { contentType: 'image/vnd.dwg', isPhoto: false }],
];

const officeParts: readonly (readonly [string, string])[] = [
  ['word/', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['ppt/', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
];

const looksLikePage = /<(?:!doctype|html|script|svg|head|body|iframe|\?xml)/i;

/** Undefined for what is not kept. */
export function contentOf(bytes: Uint8Array): Content | undefined {
  for (const [start, content] of startsWith) {
    if (start.every((byte, at) => bytes[at] === byte)) return content;
  }
  if (latin(bytes, 0, 4) === 'RIFF' && latin(bytes, 8, 12) === 'WEBP') {
    return { contentType: 'image/webp', isPhoto: true };
  }
  if (latin(bytes, 0, 4) === 'PK\u0003\u0004') return officeOf(bytes);
  return textOf(bytes);
}

/** OOXML: a zip whose first parts say which program it is for; other archives are not kept. */
function officeOf(bytes: Uint8Array): Content | undefined {
  const names = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!names.includes('[Content_Types].xml')) return undefined;
  for (const [part, contentType] of officeParts) {
    if (names.includes(part)) return { contentType, isPhoto: false };
  }
  return undefined;
}

function textOf(bytes: Uint8Array): Content | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
  if (text === '' || /[^\P{Cc}\t\n\f\r\u0080-\u009f]/u.test(text)) return undefined;
  if (text.startsWith('ISO-10303-21;')) return { contentType: 'model/step', isPhoto: false };
  if (looksLikePage.test(text.slice(0, 4_096))) return undefined;
  return { contentType: 'text/plain; charset=utf-8', isPhoto: false };
}

function latin(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to)).toString('latin1');
}
