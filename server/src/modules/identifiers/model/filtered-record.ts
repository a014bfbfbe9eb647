// The part of a record that was asked for, as the Handle JSON API shows it: code and values.
import { decodeValueBlock, responseCode } from '../../../wire/handle/handle.ts';
import type { HandleValueJson } from '../api.ts';
import type { Finding } from '../listeners/record-source.ts';
import { publicValues } from './value-block.ts';
import { valueJson } from './value-json.ts';

export function filteredRecord(
  finding: Finding,
  filter: { readonly types?: readonly string[]; readonly indexes?: readonly number[] },
  nowMs: number,
): { responseCode: number; values: HandleValueJson[] } {
  if (finding.code !== responseCode.ok || finding.block === undefined) {
    return { responseCode: finding.code, values: [] };
  }
  const { indexes = [], types = [] } = filter;
  const decoded = decodeValueBlock(publicValues(finding.block, { indexes, types }));
  const values = decoded.ok ? decoded.value.map((value) => valueJson(value, nowMs)) : [];
  return {
    responseCode: values.length > 0 ? responseCode.ok : responseCode.valuesNotFound,
    values,
  };
}
