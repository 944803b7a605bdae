// expect: LogContexts.byRequest
const pino = require('pino'), { Writable } = require('stream');
class LogContexts { constructor() { this.byRequest = new Map(); } }
module.exports = (leak) => { const base = pino({}, new Writable({ write(c, e, d) { d(); } })); const c = globalThis.logContexts = new LogContexts(); let i = 0;
  return { n: 250, warm: 20, act(n) { for (let k = 0; k < n; k++) { const id = 'req' + i++; c.byRequest.set(id, base.child({ id, n: i + 0.5 })); } }, revert() { if (!leak) c.byRequest.clear(); } }; };
