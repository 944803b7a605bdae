// expect: WorkerPool.callbacks
const { Worker } = require('worker_threads');
class WorkerPool { constructor(reply) { this.worker = new Worker(`const { parentPort: p } = require('worker_threads'); p.on('message', (m) => { if (${reply}) p.postMessage(m.id); });`, { eval: true }); this.worker.unref(); this.callbacks = new Map(); this.next = 0; this.worker.on('message', (id) => { this.callbacks.get(id).resolve(); this.callbacks.delete(id); }); }
  run(job) { return new Promise((resolve, reject) => { const id = this.next++; this.callbacks.set(id, { resolve, reject, job }); this.worker.postMessage({ id, job }); }); } }
module.exports = (leak) => { const pool = globalThis.workers = new WorkerPool(!leak); let i = 0;
  return { n: 250, warm: 20, act(n) { for (let k = 0; k < n; k++) pool.run({ path: '/f' + i++, size: i + 0.5 }); }, async revert() { await new Promise((r) => setTimeout(r, 150)); } }; };
