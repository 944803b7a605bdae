// Loads a heap snapshot as DevTools does, its second worker included; prints the seconds until the
// table of classes and its peak memory in MB:
//   node devtools_load.mjs FILE
import fs from 'node:fs';
import { isMainThread, MessageChannel, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { HeapSnapshotLoader, SecondaryInitManager } from './devtools.mjs';

// Node 22 has it.
Promise.withResolvers ??= function () {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};

async function load(path) {
  const began = performance.now();
  const channel = new MessageChannel();
  const second = new Worker(fileURLToPath(import.meta.url), {
    workerData: channel.port2, transferList: [channel.port2],
  });
  const loader = new HeapSnapshotLoader({ sendEvent() {} });
  // Pieces of a file come one after the other, and the page goes on in between.
  for await (const piece of fs.createReadStream(path, { encoding: 'utf8', highWaterMark: 10 << 20 })) {
    loader.write(piece);
    await new Promise(setImmediate);
  }
  loader.close();
  const snapshot = await loader.buildSnapshot(channel.port1);
  const classes = Object.keys(snapshot.getAggregatesByClassKey(false, 'allObjects')).length;
  const taken = (performance.now() - began) / 1000;
  await second.terminate();
  console.log(taken, process.resourceUsage().maxRSS / 1024, classes);
  process.exit(0);
}

if (isMainThread) {
  await load(process.argv[2]);
} else {
  new SecondaryInitManager(workerData);
}
