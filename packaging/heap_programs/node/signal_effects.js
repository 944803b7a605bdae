// expect: Signal.subscribers
let running = null;
class Signal { constructor(v) { this.value = v; this.subscribers = new Set(); } get() { if (running) { this.subscribers.add(running); running.sources.add(this); } return this.value; } }
class Effect { constructor(fn) { this.fn = fn; this.sources = new Set(); this.run(); } run() { const was = running; running = this; try { this.fn(); } finally { running = was; } } dispose() { for (const s of this.sources) s.subscribers.delete(this); } }
module.exports = (leak) => { const theme = globalThis.theme = new Signal('dark'); let open = [];
  return { n: 200, warm: 20, act(n) { for (let k = 0; k < n; k++) { const el = { cls: '', k: k + 0.5 }; open.push(new Effect(() => { el.cls = theme.get(); })); } }, revert() { if (!leak) for (const e of open) e.dispose(); open = []; } }; };
