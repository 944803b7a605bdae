'use strict';
// Every poller starts timeouts that start themselves again.
class Poller { constructor(i) { this.i = i; this.samples = [i + 0.5]; this.label = 'poller ' + i; this.arm(); } arm() { this.timer = setTimeout(() => this.arm(), 5e8 + (this.i % 3)); this.timer.unref(); } stop() { clearTimeout(this.timer); } }
module.exports = (leak) => { let i = 0, open = [];
  return { n: 300, act(n) { for (let k = 0; k < n; k++) open.push(new Poller(i++)); }, revert() { if (!leak) for (const p of open) p.stop(); open = []; } }; };
