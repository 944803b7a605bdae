// expect: Renderer.windows
const { JSDOM } = require('jsdom');
class Renderer { constructor() { this.windows = []; } render(i) { const d = new JSDOM(`<p>${i}</p>`); this.windows.push(d); return d; } }
module.exports = (leak) => { const r = globalThis.renderer = new Renderer();
  return { n: 6, warm: 2, act(n) { for (let k = 0; k < n; k++) r.render(k); }, async revert() { if (!leak) { for (const d of r.windows) d.window.close(); r.windows = []; } await new Promise((f) => setTimeout(f, 50)); } }; };
