// expect: Heartbeat.clients
const { WebSocketServer, WebSocket } = require('ws');
class Heartbeat { constructor() { this.clients = new Set(); } watch(ws) { ws.alive = { last: Math.random() }; this.clients.add(ws); } }
module.exports = (leak) => { const hb = globalThis.heartbeat = new Heartbeat(); const wss = new WebSocketServer({ port: 0 }); wss.on('connection', (ws) => { hb.watch(ws); if (!leak) ws.on('close', () => hb.clients.delete(ws)); });
  return { n: 40, warm: 6, async act(n) { const all = []; for (let k = 0; k < n; k++) { const c = new WebSocket('ws://localhost:' + wss.address().port); all.push(new Promise((r) => { c.on('open', () => c.close()); c.on('close', r); })); } await Promise.all(all); }, async revert() { await new Promise((r) => setTimeout(r, 100)); } }; };
