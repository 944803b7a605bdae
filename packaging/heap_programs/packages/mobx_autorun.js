// expect: ObservableValue.observers_, OrderStore.*
const { observable, autorun, runInAction } = require('mobx');
class OrderStore { constructor() { this.total = observable.box(1); } }
class OrderView { constructor(store, i) { this.id = i; this.lines = ['a' + i, 'b' + i]; this.stop = autorun(() => { this.shown = store.total.get() * i; }); } close(leak) { if (!leak) this.stop(); } }
module.exports = (leak) => { const store = globalThis.orderStore = new OrderStore(); let open = [];
  return { n: 200, warm: 20, act(n) { for (let k = 0; k < n; k++) open.push(new OrderView(store, k)); runInAction(() => store.total.set(Math.random())); }, revert() { for (const v of open) v.close(leak); open = []; } }; };
