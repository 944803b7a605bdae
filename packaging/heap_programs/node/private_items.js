// expect: Telemetry.#items
class Telemetry { #items = []; track(e) { this.#items.push(e); } flush() { this.#items = []; } }
module.exports = (leak) => { const t = globalThis.telemetry = new Telemetry(); let i = 0;
  return { n: 400, warm: 20, act(n) { for (let k = 0; k < n; k++) t.track({ name: 'click' + i++, at: i + 0.5, props: { page: '/p' + i } }); }, revert() { if (!leak) t.flush(); } }; };
