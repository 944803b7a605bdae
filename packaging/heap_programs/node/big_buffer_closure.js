'use strict';
// Small callbacks, each over a scope with a big buffer that only its sibling needs.
class Scheduler { constructor() { this.tasks = []; } later(f) { this.tasks.push(f); } }
function thumbnail(i) { const pixels = new Uint8Array(6000); const checksum = () => pixels.reduce((a, b) => a + b, 0); checksum(); return function report() { return 'image ' + i; }; }
module.exports = (leak) => { const scheduler = globalThis.scheduler = new Scheduler(); let i = 0;
  return { n: 150, warm: 10, act(n) { for (let k = 0; k < n; k++) scheduler.later(thumbnail(i++)); }, revert() { if (!leak) scheduler.tasks.length = 0; } }; };
