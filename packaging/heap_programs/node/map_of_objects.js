'use strict';
// A Map keyed by connections where a WeakMap was meant.
class Connection { constructor(i) { this.fd = i; this.remote = '10.1.2.' + i; } }
class Stats { constructor() { this.reads = []; this.writes = { total: 0.5, last: [1, 2, 3] }; } }
class Monitor { constructor(leak) { this.stats = leak ? new Map() : new WeakMap(); } open(c) { this.stats.set(c, new Stats()); } }
module.exports = (leak) => { const monitor = globalThis.monitor = new Monitor(leak); let i = 0, open = [];
  return { n: 400, act(n) { for (let k = 0; k < n; k++) { const c = new Connection(i++); monitor.open(c); open.push(c); } }, revert() { open = []; } }; };
