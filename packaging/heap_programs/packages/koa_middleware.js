// expect: Application.middleware
const Koa = require('koa');
module.exports = (leak) => { const app = globalThis.koa = new Koa(); let i = 0;
  return { n: 300, warm: 20, act(n) { for (let k = 0; k < n; k++) { const tenant = { id: i++, rules: ['r' + i, i + 0.5] }; const m = async (ctx, next) => { ctx.tenant = tenant; await next(); }; app.use(m); } }, revert() { if (!leak) app.middleware.length = 0; } }; };
