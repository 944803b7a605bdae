'use strict';
// Requests by id whose answers never come and that have no time limit.
class Rpc { constructor() { this.pending = new Map(); this.next = 0; } call(args) { const id = this.next++; return new Promise((resolve, reject) => this.pending.set(id, { resolve, reject, args })); } answer() { for (const [id, p] of this.pending) { p.resolve(id); this.pending.delete(id); } } }
async function ask(rpc, i) { const args = { method: 'm' + i, params: [i, i + 0.5] }; return (await rpc.call(args)) + args.params.length; }
module.exports = (leak) => { const rpc = globalThis.rpc = new Rpc(); let i = 0;
  return { n: 250, act(n) { for (let k = 0; k < n; k++) ask(rpc, i++); }, async revert() { if (!leak) rpc.answer(); } }; };
