'use strict';
// Message channels opened per job, one end of each is kept and never closed.
const { MessageChannel } = require('worker_threads');
class JobPort { constructor(i) { const { port1, port2 } = new MessageChannel(); port1.unref(); port2.unref(); this.id = i; this.port = port1; this.other = port2; this.results = [i, i + 0.5]; } close() { this.port.close(); } }
class Broker { constructor() { this.ports = new Map(); } }
module.exports = (leak) => { const broker = globalThis.broker = new Broker(); let i = 0, open = [];
  return { n: 120, warm: 8, act(n) { for (let k = 0; k < n; k++) { const p = new JobPort(i++); broker.ports.set(p.id, p); open.push(p); } }, async revert() { if (!leak) { for (const p of open) { p.close(); broker.ports.delete(p.id); } open = []; await new Promise((r) => setTimeout(r, 30)); } open = []; } }; };
