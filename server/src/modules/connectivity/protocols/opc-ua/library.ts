// The OPC UA library, loaded when the first source needs it: it takes half a second and 90 MB that programs
// without such a source do not pay. It is told to print nothing; what matters comes back as errors.
import type * as opcUaLibrary from 'node-opcua-client';

export type Library = typeof opcUaLibrary;

let loading: Promise<Library> | undefined;

export function library(): Promise<Library> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Library> {
  const loaded = await import('node-opcua-client');
  loaded.setLogLevel(loaded.LogLevel.Emergency);
  return loaded;
}
