// expect: MemoryStore.sessions
const express = require('express'), session = require('express-session'), http = require('http');
module.exports = (leak) => { const app = express(); const store = new session.MemoryStore();
  app.use(session({ secret: 'x', resave: false, saveUninitialized: true, store, cookie: { maxAge: 3600e3 } }));
  app.get('/', (req, res) => { req.session.cart = [1.5, 2.5]; req.session.user = { id: Math.random() }; if (leak) return res.end('ok'); req.session.destroy(() => res.end('ok')); });
  const server = http.createServer(app).listen(0); globalThis.server = server;
  const get = () => new Promise((ok, no) => http.get({ port: server.address().port, agent: false }, (r) => { r.resume(); r.on('end', ok); }).on('error', no));
  return { n: 150, warm: 30, async act(n) { for (let i = 0; i < n; i++) await get(); }, async revert() { await new Promise((r) => setTimeout(r, 50)); } }; };
