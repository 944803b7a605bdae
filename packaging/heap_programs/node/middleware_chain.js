'use strict';
// Each reload wraps the handler in another one.
class Settings { constructor(i) { this.i = i; this.flags = Array.from({ length: 30 }, (_, k) => 'flag' + k + ':' + i); } }
class Router { constructor() { this.handle = () => 0; } reload(i, leak) { const settings = new Settings(i); const inner = leak ? this.handle : () => 0; this.handle = function handler(r) { return settings.flags.length + inner(r); }; } }
module.exports = (leak) => { const router = globalThis.router = new Router(); let i = 0;
  return { n: 120, warm: 8, act(n) { for (let k = 0; k < n; k++) router.reload(i++, leak); }, revert() {} }; };
