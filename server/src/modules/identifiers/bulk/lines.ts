// Lines of a file that may be larger than memory.

/** A line beyond this is no item of ours. */
export const lineBytesMax = 1024 * 1024;

export type Line = { readonly number: number; readonly text: string | 'too-long' };

/** Empty lines are counted and left out; `too-long` stands for the text of a line beyond the limit. */
export async function* linesOf(parts: AsyncIterable<Uint8Array>): AsyncIterable<Line> {
  const decoder = new TextDecoder();
  let number = 0;
  let rest = '';
  let skipping = false;
  const take = (text: string): Line | undefined => {
    number += 1;
    const line = skipping || text.length > lineBytesMax ? 'too-long' : text.replace(/\r$/, '');
    skipping = false;
    return line.trim() === '' ? undefined : { number, text: line };
  };
  for await (const part of parts) {
    const texts = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) {
      const line = take(text);
      if (line !== undefined) yield line;
    }
    if (rest.length > lineBytesMax) {
      skipping = true;
      rest = ' '; // something stands there
    }
  }
  rest += decoder.decode();
  const line = rest === '' ? undefined : take(rest);
  if (line !== undefined) yield line;
}
