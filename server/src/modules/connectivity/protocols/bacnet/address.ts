// The address of a signal: `analog-input:3`, with `/property` where it is not the present value, and `[index]` of an array.
import {
  objectTypeName,
  objectTypeNamed,
  property,
  propertyName,
  propertyNamed,
} from '../../../../wire/bacnet/names.ts';
import {
  instanceMax,
  objectId,
  objectInstance,
  objectType,
  type ObjectId,
  type PropertyAt,
} from '../../../../wire/bacnet/services.ts';
import { bacnetFailures } from './failures.ts';

const form = /^([A-Za-z0-9-]{1,40})[:,](\d{1,7})(?:\/([A-Za-z0-9-]{1,60}))?(?:\[(\d{1,6})\])?$/;

/** Fails with `bacnet.bad-address`. */
export function readAddress(
  name: string,
  { id, address }: { readonly id: string; readonly address: string },
): PropertyAt {
  const found = form.exec(address.trim());
  const type = objectTypeNamed(found?.[1] ?? '');
  const instance = Number(found?.[2]);
  const wanted = found?.[3] === undefined ? property.presentValue : propertyNamed(found[3]);
  if (type === undefined || wanted === undefined || !(instance <= instanceMax))
    throw bacnetFailures['bad-address']({ name, id, address });
  const index = found?.[4] === undefined ? {} : { index: Number(found[4]) };
  return { object: objectId(type, instance), property: wanted, ...index };
}

export function objectText(object: ObjectId): string {
  return `${objectTypeName(objectType(object))}:${objectInstance(object)}`;
}

/** As a person writes it: the property only where it is not the present value. */
export function addressText({ object, property: number, index }: PropertyAt): string {
  const named = number === property.presentValue ? '' : `/${propertyName(number)}`;
  return `${objectText(object)}${named}${index === undefined ? '' : `[${index}]`}`;
}
