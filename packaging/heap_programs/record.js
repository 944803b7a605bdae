'use strict';
// node --expose-gc record.js PROGRAM.js OUT_DIR leak|clean [BALLAST_MB] [ROUNDS]
//
// Runs one program in the order of MemLab's scenarios (https://facebook.github.io/memlab): warm up,
// baseline snapshot, act, target snapshot, revert, final snapshot. With BALLAST_MB that much
// memory of other kinds is held beside it and worked on meanwhile: caches that fill, queues that turn
// over, functions that get compiled. With ROUNDS there are so many targets, one after each act.
const fs = require('fs');
const path = require('path');
const v8 = require('v8');

const [program, folder, mode, ballastMb = '0', rounds = '1'] = process.argv.slice(2);
const name = path.basename(program, '.js');
const run = require(path.resolve(program))(mode === 'leak');
const ballast = Number(ballastMb) > 0 ? require('./ballast.js')(Number(ballastMb)) : null;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function snapshot(tag) {
  for (let i = 0; i < 3; i++) gc();
  v8.writeHeapSnapshot(path.join(folder, `${name}.${mode}.${tag}.heapsnapshot`));
}

async function once(count) {
  await run.act(count);
  if (ballast) ballast.work(200);
  await pause(10);
}

(async () => {
  fs.mkdirSync(folder, { recursive: true });
  for (let i = 0; i < 2; i++) {
    await once(run.warm || 20);
    await run.revert();
    await pause(10);
    if (i === 0) v8.writeHeapSnapshot('/dev/null'); // numbers objects, so that its own are old
  }
  snapshot('baseline');
  for (let round = 0; round < Number(rounds); round++) {
    await once(run.n || 300);
    snapshot(Number(rounds) > 1 ? `target${round}` : 'target');
    if (Number(rounds) > 1) await run.revert();
  }
  await pause(10);
  await run.revert();
  if (ballast) ballast.work(200);
  await pause(10);
  snapshot('final');
  process.exit(0);
})();
