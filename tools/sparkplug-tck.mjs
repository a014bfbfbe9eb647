// Runs the Sparkplug 3.0 TCK against our edge node and host application: `node tools/sparkplug-tck.mjs [HOST:PORT]`, where a
// broker with the TCK as its extension listens (the TCK itself expects to find it at localhost:1883).
import { asMarkdown, runEdgeTests, runHostTests, Tck } from '../field/interop/sparkplug-tck.ts';

const [host = '127.0.0.1', port = '1883'] = (process.argv[2] ?? '127.0.0.1:1883').split(':');
const broker = { host, port: Number(port) };
const tck = new Tck(broker);
await tck.open();
await runEdgeTests(tck, broker);
await runHostTests(tck, broker);
await tck.close();
console.log(asMarkdown(tck.results));
