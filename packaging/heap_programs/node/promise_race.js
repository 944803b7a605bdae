// expect: GracefulServer.closed, system / Context.closed, Promise.reactions_or_result
class GracefulServer { constructor() { this.closed = new Promise((r) => { this.close = r; }); } async handle(i, leak) { const work = new Promise((r) => setImmediate(r, { i, body: ['b' + i, i + 0.5] })); return leak ? Promise.race([work, this.closed]) : work; } }
module.exports = (leak) => { const s = globalThis.graceful = new GracefulServer(); let i = 0;
  return { n: 400, warm: 20, async act(n) { for (let k = 0; k < n; k++) await s.handle(i++, leak); }, revert() {} }; };
