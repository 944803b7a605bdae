// expect: Router.stack
const express = require('express');
module.exports = (leak) => { const app = globalThis.app = express(); app.use((q, s, n) => n()); let i = 0;
  return { n: 150, warm: 10, act(n) { for (let k = 0; k < n; k++) { const t = { id: i++, page: 'p' + i }; app.get('/t' + i, (q, s) => s.end(t.page)); } }, revert() { if (!leak) app.router.stack.length = 1; } }; };
