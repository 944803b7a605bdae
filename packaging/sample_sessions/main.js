"use strict";
// Opens and closes sessions, and writes a heap snapshot after each of three rounds.

const v8 = require("node:v8");
const { App } = require("./src/app");

globalThis.app = new App();

let next = 1;

function serve(count) {
  for (const last = next + count; next < last; next++) {
    app.open(next);
    app.use(next);
    app.close(next);
  }
}

serve(40);
for (const name of process.argv.slice(2)) {
  if (name !== process.argv[2]) serve(90);
  globalThis.gc();
  v8.writeHeapSnapshot(name);
}
