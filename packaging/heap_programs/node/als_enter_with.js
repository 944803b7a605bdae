// expect: RequestScope.parent
const { AsyncLocalStorage } = require('async_hooks');
class RequestScope { constructor(i, parent) { this.i = i; this.parent = parent; this.vars = { user: 'u' + i, at: i + 0.5 }; this.log = ['start ' + i]; } }
module.exports = (leak) => { const als = globalThis.als = new AsyncLocalStorage(); let i = 0, last = null; globalThis.current = () => last;
  return { n: 300, warm: 20, act(n) { for (let k = 0; k < n; k++) { last = new RequestScope(i++, leak ? last : null); als.enterWith(last); } }, revert() {} }; };
