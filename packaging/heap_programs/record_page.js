'use strict';
// node record_page.js PAGE.html OUT_DIR leak|clean
//
// As record.js, for a page in Chromium: the page defines act(n) and revert(), and looks at
// location.hash for which of the two it is. Speaks the DevTools protocol over a pipe (descriptors 3
// and 4), so that nothing has to be installed besides the browser.
const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const [page, folder, mode, count = '60'] = process.argv.slice(2);
const name = path.basename(page, '.html');
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'page-'));
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-extensions'];
const browser = spawn(process.env.CHROMIUM || 'chromium', [...flags, `--user-data-dir=${profile}`, '--remote-debugging-pipe'],
  { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
const answers = new Map();
const listeners = new Set();
let number = 0;
let rest = '';
browser.stdio[4].setEncoding('utf8').on('data', (text) => {
  const messages = (rest + text).split('\0');
  rest = messages.pop();
  for (const message of messages.map((m) => JSON.parse(m))) {
    if (message.id) { answers.get(message.id)(message); answers.delete(message.id); }
    else for (const listener of listeners) listener(message);
  }
});
function send(method, params = {}, sessionId = undefined) {
  const id = ++number;
  browser.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0');
  return new Promise((resolve, reject) => answers.set(id, (m) => (m.error ? reject(new Error(`${method}: ${m.error.message}`)) : resolve(m.result))));
}
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

(async () => {
  fs.mkdirSync(folder, { recursive: true });
  const url = 'file://' + path.resolve(page) + '#' + mode;
  const { targetId } = await send('Target.createTarget', { url });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const to = (method, params) => send(method, params, sessionId);
  await to('HeapProfiler.enable');
  await pause(500);
  const run = (expression) => to('Runtime.evaluate', { expression, awaitPromise: true });
  const snapshot = async (tag) => {
    for (let i = 0; i < 3; i++) await to('HeapProfiler.collectGarbage');
    const file = fs.openSync(path.join(folder, `${name}.${mode}.${tag}.heapsnapshot`), 'w');
    const write = (m) => { if (m.method === 'HeapProfiler.addHeapSnapshotChunk') fs.writeSync(file, m.params.chunk); };
    listeners.add(write);
    await to('HeapProfiler.takeHeapSnapshot', { reportProgress: false, captureNumericValue: true });
    listeners.delete(write);
    fs.closeSync(file);
  };
  for (let i = 0; i < 2; i++) { await run('act(6)'); await run('revert()'); await pause(200); }
  await snapshot('baseline');
  await run(`act(${count})`);
  await pause(200);
  await snapshot('target');
  await run('revert()');
  await pause(300);
  await snapshot('final');
  browser.kill();
  await pause(200);
  fs.rmSync(profile, { recursive: true, force: true });
  process.exit(0);
})().catch((error) => { console.error(error.message); browser.kill(); process.exit(1); });
