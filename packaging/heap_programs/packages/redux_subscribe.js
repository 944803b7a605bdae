// expect: system / Context.currentListeners, system / Context.nextListeners
const { legacy_createStore } = require('redux');
class Panel { constructor(store, i) { this.i = i; this.data = { rows: [i + 0.5, 'r' + i] }; this.off = store.subscribe(() => { this.state = store.getState(); }); } close(leak) { if (!leak) this.off(); } }
module.exports = (leak) => { const store = globalThis.store = legacy_createStore((s = { n: 0 }, a) => (a.type === 'inc' ? { n: s.n + 1 } : s)); let open = [];
  return { n: 250, warm: 20, act(n) { for (let k = 0; k < n; k++) open.push(new Panel(store, k)); store.dispatch({ type: 'inc' }); }, revert() { for (const v of open) v.close(leak); open = []; } }; };
